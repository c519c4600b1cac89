// Rows of mean 0 and variance 1 (Ba, Kiros and Hinton 2016), and the way back, a row at a time while it is in the cache.
#include "CKernels.h"
#include "Dispatch.h"
#include <math.h>

enum { LANES = 16 };

/// The sum of `term` over a row of n, in LANES partial sums.
#define ROW_SUM(total, term)                                                                       \
  float total;                                                                                     \
  do {                                                                                             \
    float lanes[LANES] = {0};                                                                      \
    size_t i = 0;                                                                                  \
    for (; i + LANES <= n; i += LANES) {                                                           \
      for (size_t k = 0; k < LANES; k++) lanes[k] += term;                                         \
    }                                                                                              \
    for (size_t k = 0; i + k < n; k++) lanes[k] += term;                                           \
    for (size_t width = LANES / 2; width > 0; width /= 2) {                                        \
      for (size_t k = 0; k < width; k++) lanes[k] += lanes[k + width];                             \
    }                                                                                              \
    total = lanes[0];                                                                              \
  } while (0)

KERNEL void lk_normalize(
    const float *restrict x, size_t rows, size_t n, float epsilon, float *restrict y, float *restrict scales) {
  for (size_t row = 0; row < rows; row++, x += n, y += n) {
    ROW_SUM(total, x[i + k]);
    float mean = total / (float)n;
    for (size_t i = 0; i < n; i++) y[i] = x[i] - mean;
    ROW_SUM(squares, y[i + k] * y[i + k]);
    float scale = 1 / sqrtf(squares / (float)n + epsilon);
    for (size_t i = 0; i < n; i++) y[i] *= scale;
    scales[row] = scale;
  }
}

KERNEL void lk_normalize_backward(
    const float *restrict y, const float *restrict scales, const float *restrict c, size_t rows, size_t n,
    float *restrict out) {
  for (size_t row = 0; row < rows; row++, y += n, c += n, out += n) {
    ROW_SUM(total, c[i + k]);
    ROW_SUM(products, c[i + k] * y[i + k]);
    float mean = total / (float)n, slope = products / (float)n, scale = scales[row];
    for (size_t i = 0; i < n; i++) out[i] = scale * (c[i] - mean - y[i] * slope);
  }
}
