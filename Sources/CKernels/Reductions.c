// Sums in a fixed order: 64 partial sums run through a block of at most 4,096 elements, the block's sum is
// added in double. The order depends on nothing but the length.
#include "CKernels.h"
#include "Dispatch.h"
#include "LaneSum.h"
#include <math.h>
#include <string.h>

enum { LANES = 64, BLOCK = 4096 };

#define BLOCK_SUM(name, arguments, term)                                                           \
  KERNEL static float name(arguments, size_t n) {                                                  \
    LANE_SUM(total, LANES, n, term);                                                               \
    return total;                                                                                  \
  }

#define ONE const float *x
#define TWO const float *a, const float *b
BLOCK_SUM(block_sum, ONE, x[i + k])
BLOCK_SUM(block_dot, TWO, a[i + k] * b[i + k])

double lk_sum(const float *x, size_t n) {
  double total = 0;
  for (size_t i = 0; i < n; i += BLOCK) total += block_sum(x + i, n - i < BLOCK ? n - i : BLOCK);
  return total;
}

double lk_dot(const float *a, const float *b, size_t n) {
  double total = 0;
  for (size_t i = 0; i < n; i += BLOCK) {
    total += block_dot(a + i, b + i, n - i < BLOCK ? n - i : BLOCK);
  }
  return total;
}

/// out[i] += sum over k of x[k, i]: four rows at a time are added among themselves first.
KERNEL static void add_rows(const float *x, size_t n, size_t inner, float *out) {
  size_t k = 0;
  for (; k + 4 <= n; k += 4) {
    const float *p = x + k * inner;
    for (size_t i = 0; i < inner; i++) {
      out[i] += (p[i] + p[inner + i]) + (p[2 * inner + i] + p[3 * inner + i]);
    }
  }
  for (; k < n; k++) {
    const float *p = x + k * inner;
    for (size_t i = 0; i < inner; i++) out[i] += p[i];
  }
}

/// Rows shorter than a vector: LANES / inner rows are treated as one long row, then folded.
static void add_short_rows(const float *x, size_t n, size_t inner, float *out) {
  float lanes[LANES] = {0};
  size_t fold = LANES / inner, wide = fold * inner;
  size_t groups = n / fold;
  add_rows(x, groups, wide, lanes);
  for (size_t f = 0; f < fold; f++) {
    for (size_t i = 0; i < inner; i++) out[i] += lanes[f * inner + i];
  }
  add_rows(x + groups * wide, n - groups * fold, inner, out);
}

void lk_sum_axis(const float *x, size_t outer, size_t n, size_t inner, float *out) {
  for (size_t o = 0; o < outer; o++, x += n * inner, out += inner) {
    if (inner == 1) {
      if (n <= 16) {
        float sum = 0;
        for (size_t k = 0; k < n; k++) sum += x[k];
        out[0] = sum;
      } else {
        out[0] = (float)lk_sum(x, n);
      }
    } else {
      memset(out, 0, inner * sizeof(float));
      if (inner <= LANES / 4 && n > LANES) {
        add_short_rows(x, n, inner, out);
      } else {
        add_rows(x, n, inner, out);
      }
    }
  }
}

/// `count` neighbours side by side.
INLINE void argmax_columns(const float *x, size_t n, size_t inner, size_t count, int32_t *indices) {
  float top[LANES];
  int32_t best[LANES];
  for (size_t i = 0; i < count; i++) {
    top[i] = x[i];
    best[i] = 0;
  }
  for (size_t k = 1; k < n; k++) {
    for (size_t i = 0; i < count; i++) {
      float v = x[k * inner + i];
      best[i] = v > top[i] ? (int32_t)k : best[i];
      top[i] = v > top[i] ? v : top[i];
    }
  }
  memcpy(indices, best, count * sizeof(int32_t));
}

KERNEL void lk_argmax_axis(const float *x, size_t outer, size_t n, size_t inner, int32_t *indices) {
  for (size_t o = 0; o < outer; o++, x += n * inner, indices += inner) {
    size_t i = 0;
    for (; i + LANES <= inner; i += LANES) argmax_columns(x + i, n, inner, LANES, indices + i);
    if (i < inner) argmax_columns(x + i, n, inner, inner - i, indices + i);
  }
}

/// The largest of x: LANES of them side by side, then among themselves.
INLINE float max_of_run(const float *x, size_t n) {
  float top[LANES];
  for (size_t k = 0; k < LANES; k++) top[k] = x[k < n ? k : 0];
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    for (size_t k = 0; k < LANES; k++) top[k] = x[i + k] > top[k] ? x[i + k] : top[k];
  }
  for (; i < n; i++) top[0] = x[i] > top[0] ? x[i] : top[0];
  for (size_t width = LANES / 2; width > 0; width /= 2) {
    for (size_t k = 0; k < width; k++) top[k] = top[k + width] > top[k] ? top[k + width] : top[k];
  }
  return top[0];
}

KERNEL void lk_max_axis(const float *x, size_t outer, size_t n, size_t inner, float *out) {
  for (size_t o = 0; o < outer; o++, x += n * inner, out += inner) {
    if (inner == 1) {
      out[0] = max_of_run(x, n);
      continue;
    }
    memcpy(out, x, inner * sizeof(float));
    for (size_t k = 1; k < n; k++) {
      const float *row = x + k * inner;
      for (size_t i = 0; i < inner; i++) out[i] = row[i] > out[i] ? row[i] : out[i];
    }
  }
}

KERNEL int lk_all_finite(const float *x, size_t n) {
  int bad = 0;
  for (size_t i = 0; i < n; i++) bad |= !(fabsf(x[i]) <= 3.40282347e+38f);
  return !bad;
}
