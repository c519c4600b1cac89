#pragma once

#include <cmath>
#include <cstdint>

#pragma clang diagnostic ignored "-Wpsabi"  // vectors are handed over in memory, or inside a function

/// Numbers of sixteen rows, side by side.
enum { LANES = 16 };
typedef float Floats __attribute__((vector_size(4 * LANES)));
typedef int32_t Mask __attribute__((vector_size(4 * LANES)));  // all bits of a lane, or none
typedef double Doubles __attribute__((vector_size(8 * LANES)));

/// Compiles a function once per instruction set; the loader picks one. Its bits are the same with each. (Sanitizers
/// crash in the loader's choice.)
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define LANES_SANITIZED
#endif
#endif
#if defined(__x86_64__) && defined(__linux__) && !defined(LANES_SANITIZED)
#define LANES_KERNEL __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define LANES_KERNEL
#endif
#define LANES_INLINE static inline __attribute__((always_inline))

LANES_INLINE Floats each(float x) { return x - Floats{}; }
LANES_INLINE Floats absolute(Floats x) { return (Floats)((Mask)x & 0x7fffffff); }
// Of two equal numbers, and of a NaN and another, b2Min and b2Max take the second.
LANES_INLINE Floats least(Floats a, Floats b) { return a < b ? a : b; }
LANES_INLINE Floats most(Floats a, Floats b) { return a > b ? a : b; }
LANES_INLINE Floats inverse_or_zero(Floats x) { return x != 0.0f ? 1.0f / x : x; }

LANES_INLINE bool any(Mask mask) {
  int32_t bits = 0;
  for (int32_t i = 0; i < LANES; ++i) bits |= mask[i];
  return bits != 0;
}

LANES_INLINE Floats square_root(Floats x) {
  for (int32_t i = 0; i < LANES; ++i) x[i] = __builtin_sqrtf(x[i]);
  return x;
}

/// The steps of sinf and cosf in glibc 2.28 and later (Arm's optimized routines, `sincosf_poly`), where compilers fuse
/// products and sums of double precision if the processor does: compared with glibc 2.36, every angle below 120 rad
/// has the same bits. Larger ones go to the library one by one.
LANES_INLINE void sine_and_cosine(Floats angle, Floats &sine, Floats &cosine) {
#pragma clang fp contract(on)
  const Floats size = absolute(angle);
  const Doubles whole = __builtin_convertvector(angle, Doubles);
  // Quarter turns, rounded: 2 / π in units of 2⁻²⁴, so that the conversion to integers need not round.
  Mask quarter = (__builtin_convertvector(whole * 0x1.45F306DC9C883p+23, Mask) + 0x800000) >> 24;
  const Doubles x = whole - __builtin_convertvector(quarter, Doubles) * 0x1.921FB54442D18p0;
  const Doubles x2 = x * x, x3 = x2 * x, x4 = x2 * x2, x5 = x3 * x2, x6 = x4 * x2;
  const Doubles s2 = 0x1.1107605230bc4p-7 + x2 * -0x1.994eb3774cf24p-13;
  const Doubles s1 = x + x3 * -0x1.555545995a603p-3;
  const Doubles c3 = -0x1.6c087e89a359dp-10 + x2 * 0x1.99343027bf8c3p-16;
  const Doubles c1 = 1.0 + x2 * -0x1.ffffffd0c621cp-2;
  const Doubles c2 = c1 + x4 * 0x1.55553e1068f19p-5;
  const Floats s = __builtin_convertvector(s1 + x5 * s2, Floats);
  const Floats c = __builtin_convertvector(c2 + x6 * c3, Floats);
  const Mask odd = (quarter & 1) != 0;
  sine = (Floats)((Mask)(odd ? c : s) ^ (quarter & 2) << 30);
  cosine = (Floats)((Mask)(odd ? s : c) ^ ((quarter + 1) & 2) << 30);
  sine = size < 0x1p-12f ? angle : sine;
  const Mask far = ~(size < 120.0f);
  if (!any(far)) return;
  for (int32_t i = 0; i < LANES; ++i) {
    if (far[i]) {
      sine[i] = sinf(angle[i]);
      cosine[i] = cosf(angle[i]);
    }
  }
}
