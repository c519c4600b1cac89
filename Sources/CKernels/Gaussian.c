// log N(x; mean, diag(std^2)) summed over components, and its derivatives with respect to mean and log std.
#include "CKernels.h"
#include "VectorMath.h"

/// exp(-log_std): once where it is shared by all rows, else for the row at hand.
#define ROWS(body)                                                                                 \
  float *inverse = lk_buffer_allocate(n);                                                          \
  for (size_t i = 0; i < n; i++) inverse[i] = vm_exp(-log_std[i]);                                 \
  for (size_t r = 0; r < rows; r++) {                                                              \
    if (pitch && r > 0) {                                                                          \
      log_std += pitch;                                                                            \
      for (size_t i = 0; i < n; i++) inverse[i] = vm_exp(-log_std[i]);                             \
    }                                                                                              \
    body x += n;                                                                                   \
    mean += n;                                                                                     \
  }                                                                                                \
  lk_buffer_release(inverse, n);

KERNEL void lk_gaussian_log_density(
    const float *x, const float *mean, const float *log_std, size_t pitch, size_t rows, size_t n,
    float *out) {
  const float half_log_2pi = 0.918938533204672742f;
  ROWS({
    float squares = 0;
    float logs = 0;
    for (size_t i = 0; i < n; i++) {
      float z = (x[i] - mean[i]) * inverse[i];
      squares += z * z;
      logs += log_std[i];
    }
    out[r] = -0.5f * squares - logs - (float)n * half_log_2pi;
  })
}

KERNEL void lk_gaussian_mean_gradient(
    const float *c, const float *x, const float *mean, const float *log_std, size_t pitch,
    size_t rows, size_t n, float *out) {
  ROWS({
    for (size_t i = 0; i < n; i++) out[i] = c[r] * (x[i] - mean[i]) * inverse[i] * inverse[i];
    out += n;
  })
}

KERNEL static void shared_log_std_gradient(
    const float *c, const float *x, const float *mean, const float *log_std, size_t rows, size_t n,
    double *sums) {
  size_t pitch = 0;
  for (size_t i = 0; i < n; i++) sums[i] = 0;
  ROWS({
    for (size_t i = 0; i < n; i++) {
      float z = (x[i] - mean[i]) * inverse[i];
      sums[i] += (double)(c[r] * (z * z - 1.0f));
    }
  })
}

KERNEL static void row_log_std_gradient(
    const float *c, const float *x, const float *mean, const float *log_std, size_t pitch,
    size_t rows, size_t n, float *out) {
  ROWS({
    for (size_t i = 0; i < n; i++) {
      float z = (x[i] - mean[i]) * inverse[i];
      out[i] = c[r] * (z * z - 1.0f);
    }
    out += n;
  })
}

void lk_gaussian_log_std_gradient(
    const float *c, const float *x, const float *mean, const float *log_std, size_t pitch,
    size_t rows, size_t n, float *out) {
  if (pitch) {
    row_log_std_gradient(c, x, mean, log_std, pitch, rows, n, out);
    return;
  }
  float *memory = lk_buffer_allocate(2 * n);
  double *sums = (double *)memory;
  shared_log_std_gradient(c, x, mean, log_std, rows, n, sums);
  for (size_t i = 0; i < n; i++) out[i] = (float)sums[i];
  lk_buffer_release(memory, 2 * n);
}
