// Rows of mean 0 and variance 1 (Ba, Kiros and Hinton 2016), and the way back, a row at a time while it is in the cache.
#include "CKernels.h"
#include "Dispatch.h"
#include "LaneSum.h"
#include <math.h>

enum { LANES = 16 };

KERNEL void lk_normalize(
    const float *restrict x, size_t rows, size_t n, float epsilon, float *restrict y, float *restrict scales) {
  for (size_t row = 0; row < rows; row++, x += n, y += n) {
    LANE_SUM(total, LANES, n, x[i + k]);
    float mean = total / (float)n;
    for (size_t i = 0; i < n; i++) y[i] = x[i] - mean;
    LANE_SUM(squares, LANES, n, y[i + k] * y[i + k]);
    float scale = 1 / sqrtf(squares / (float)n + epsilon);
    for (size_t i = 0; i < n; i++) y[i] *= scale;
    scales[row] = scale;
  }
}

KERNEL void lk_normalize_backward(
    const float *restrict y, const float *restrict scales, const float *restrict c, size_t rows, size_t n,
    float *restrict out) {
  for (size_t row = 0; row < rows; row++, y += n, c += n, out += n) {
    LANE_SUM(total, LANES, n, c[i + k]);
    LANE_SUM(products, LANES, n, c[i + k] * y[i + k]);
    float mean = total / (float)n, slope = products / (float)n, scale = scales[row];
    for (size_t i = 0; i < n; i++) out[i] = scale * (c[i] - mean - y[i] * slope);
  }
}
