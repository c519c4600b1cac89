// Small sums of products of matrices without packing, for the kernels that chain many of them.
//
// Included by each of those: every copy is static, compiled once per instruction set, and inlined into its own caller.
#pragma once
#include "CKernels.h"
#include "Dispatch.h"
#include <string.h>

enum { WIDTH = 5 };

/// A [m, k] times B [k, n]; B's rows are contiguous and `b_pitch` apart.
typedef struct {
  const float *a;
  size_t a_row, a_step;
  const float *b;
  size_t b_pitch, k;
} Term;

/// out [m, n] = start + the sum of the terms; start [n], or NULL for zeros.
typedef struct {
  Term terms[2];
  size_t count;
  const float *start;
  float *out;
  size_t m, n;
} Sum;

#define NAME(x) x##_portable
#define TARGET
#define LANES 4
#include "SumKernel.h"

#if defined(__x86_64__) && defined(__linux__) && defined(__clang__)
#define HAS_LEVELS 1
#define NAME(x) x##_v3
#define TARGET __attribute__((target("arch=x86-64-v3")))
#define LANES 8
#include "SumKernel.h"

#define NAME(x) x##_v4
#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define LANES 16
#include "SumKernel.h"
#endif

typedef struct {
  void (*rows)(const Sum *);
  void (*dots)(const Sum *);
  size_t lanes;
} Kernel;

static Kernel choose(int level) {
#ifdef HAS_LEVELS
  if (level >= 4 && __builtin_cpu_supports("x86-64-v4")) return (Kernel){rows_v4, dots_v4, 16};
  if (level >= 3 && __builtin_cpu_supports("x86-64-v3")) return (Kernel){rows_v3, dots_v3, 8};
#endif
  return (Kernel){rows_portable, dots_portable, 4};
}

/// Too few columns for a register.
static void few(const Sum *s) {
  for (size_t row = 0; row < s->m; row++) {
    float *out = s->out + row * s->n;
    for (size_t j = 0; j < s->n; j++) out[j] = s->start ? s->start[j] : 0;
    for (size_t i = 0; i < s->count; i++) {
      const Term *t = &s->terms[i];
      const float *a = t->a + row * t->a_row, *b = t->b;
      for (size_t k = t->k; k > 0; k--, a += t->a_step, b += t->b_pitch) {
        for (size_t j = 0; j < s->n; j++) out[j] += a[0] * b[j];
      }
    }
  }
}

INLINE void sum(Kernel kernel, const Sum *s) { s->n >= kernel.lanes ? kernel.rows(s) : few(s); }
