// log N(x; mean, diag(std^2)) summed over components, its derivatives with respect to mean and log std, and
// their tangents. In the comments z = (x - mean) / std.
//
// Loops over rows are compiled for each of the smallest numbers of components by itself, so that they vectorise:
// actions have one to four. Where every row has a log std of its own, each is a call for one row.
#include "CKernels.h"
#include "VectorMath.h"

enum { LANES = 16, BLOCK = 4096 };

typedef struct {
  const float *c, *x, *mean, *log_std;
  /// Tangents of c, mean - x and log_std.
  const float *c_tangent, *shift, *log_std_tangent;
} Rows;

/// Calls `rows_of(n, scratch, …)` with a literal n and a local array where n is small.
#define BY_COMPONENTS(rows_of, scratch_count, ...)                                                 \
  switch (n) {                                                                                     \
  case 1: { float scratch[scratch_count(1)]; rows_of(1, scratch, __VA_ARGS__); break; }            \
  case 2: { float scratch[scratch_count(2)]; rows_of(2, scratch, __VA_ARGS__); break; }            \
  case 3: { float scratch[scratch_count(3)]; rows_of(3, scratch, __VA_ARGS__); break; }            \
  case 4: { float scratch[scratch_count(4)]; rows_of(4, scratch, __VA_ARGS__); break; }            \
  default: {                                                                                       \
    float *scratch = lk_buffer_allocate(scratch_count(n));                                         \
    rows_of(n, scratch, __VA_ARGS__);                                                              \
    lk_buffer_release(scratch, scratch_count(n));                                                  \
  }                                                                                                \
  }
#define INVERSES(n) (n)
#define INVERSES_AND_LANES(n) ((n) + LANES * (n))

INLINE void invert(size_t n, const float *log_std, float *inverse) {
  for (size_t i = 0; i < n; i++) inverse[i] = vm_exp(-log_std[i]);
}

/// One number for each row.
#define FOR_EACH_ROW(name, start, term)                                                            \
  INLINE void name##_of(size_t n, float *inverse, const Rows *p, size_t rows, float *out) {        \
    invert(n, p->log_std, inverse);                                                                \
    float first = start;                                                                           \
    for (size_t r = 0; r < rows; r++) {                                                            \
      float sum = 0;                                                                               \
      for (size_t i = 0; i < n; i++) {                                                             \
        size_t j = r * n + i;                                                                      \
        float z = (p->x[j] - p->mean[j]) * inverse[i];                                                   \
        sum += term;                                                                               \
      }                                                                                            \
      out[r] = first + sum;                                                                        \
    }                                                                                              \
  }                                                                                                \
  KERNEL static void name(size_t n, const Rows *p, size_t rows, float *out) {                      \
    BY_COMPONENTS(name##_of, INVERSES, p, rows, out)                                               \
  }

/// One number for each row and component.
#define FOR_EACH(name, value)                                                                      \
  INLINE void name##_of(size_t n, float *inverse, const Rows *p, size_t rows, float *out) {        \
    invert(n, p->log_std, inverse);                                                                \
    for (size_t r = 0; r < rows; r++) {                                                            \
      for (size_t i = 0; i < n; i++) {                                                             \
        size_t j = r * n + i;                                                                      \
        float z = (p->x[j] - p->mean[j]) * inverse[i];                                                   \
        out[j] = value;                                                                            \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
  KERNEL static void name(size_t n, const Rows *p, size_t rows, float *out) {                      \
    BY_COMPONENTS(name##_of, INVERSES, p, rows, out)                                               \
  }

/// Sums over rows: LANES of them side by side, in blocks whose sums are added in double.
#define SUM_OF_ROWS(name, value)                                                                   \
  INLINE void name##_of(                                                                           \
      size_t n, float *scratch, const Rows *p, size_t rows, double *sums) {                        \
    float *inverse = scratch, *lanes = scratch + n;                                                \
    invert(n, p->log_std, inverse);                                                                \
    for (size_t i = 0; i < n; i++) sums[i] = 0;                                                    \
    for (size_t start = 0; start < rows; start += BLOCK) {                                         \
      size_t end = rows - start < BLOCK ? rows : start + BLOCK;                                    \
      for (size_t k = 0; k < LANES * n; k++) lanes[k] = 0;                                         \
      size_t block = start;                                                                        \
      for (; block < end; block += LANES) {                                                        \
        size_t used = end - block < LANES ? end - block : LANES;                                   \
        for (size_t lane = 0; lane < used; lane++) {                                               \
          size_t r = block + lane;                                                                 \
          for (size_t i = 0; i < n; i++) {                                                         \
            size_t j = r * n + i;                                                                  \
            float z = (p->x[j] - p->mean[j]) * inverse[i];                                               \
            lanes[lane * n + i] += value;                                                          \
          }                                                                                        \
        }                                                                                          \
      }                                                                                            \
      for (size_t lane = 0; lane < LANES; lane++) {                                                \
        for (size_t i = 0; i < n; i++) sums[i] += (double)lanes[lane * n + i];                     \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
  KERNEL static void name##_in_double(size_t n, const Rows *p, size_t rows, double *sums) {        \
    BY_COMPONENTS(name##_of, INVERSES_AND_LANES, p, rows, sums)                                    \
  }                                                                                                \
  static void name(size_t n, const Rows *p, size_t rows, float *out) {                             \
    float *memory = lk_buffer_allocate(2 * n);                                                     \
    double *sums = (double *)memory;                                                               \
    name##_in_double(n, p, rows, sums);                                                            \
    for (size_t i = 0; i < n; i++) out[i] = (float)sums[i];                                        \
    lk_buffer_release(memory, 2 * n);                                                              \
  }

/// -Σ (log_std + log(2 pi) / 2)
INLINE float normalizer(size_t n, const float *log_std) {
  float sum = 0;
  for (size_t i = 0; i < n; i++) sum -= log_std[i] + 0.918938533204672742f;
  return sum;
}

FOR_EACH_ROW(log_density, normalizer(n, p->log_std), -0.5f * z * z)
FOR_EACH_ROW(
    log_density_tangent, 0, p->shift[j] * z * inverse[i] + p->log_std_tangent[i] * (z * z - 1.0f))
FOR_EACH(mean_gradient, p->c[r] * z * inverse[i])
FOR_EACH(
    mean_gradient_tangent,
    ((p->c_tangent[r] - 2.0f * p->c[r] * p->log_std_tangent[i]) * z - p->c[r] * p->shift[j] * inverse[i]) * inverse[i])
SUM_OF_ROWS(log_std_gradient, p->c[r] * (z * z - 1.0f))
SUM_OF_ROWS(
    log_std_gradient_tangent,
    p->c_tangent[r] * (z * z - 1.0f) - 2.0f * p->c[r] * z * (p->shift[j] * inverse[i] + z * p->log_std_tangent[i]))

/// `run` for all rows, or for each by itself where it has a log std of its own; `step` is how far `out` moves.
INLINE void for_rows(
    void (*run)(size_t, const Rows *, size_t, float *), Rows p, size_t pitch, size_t rows, size_t n,
    float *out, size_t step) {
  if (pitch == 0) {
    run(n, &p, rows, out);
    return;
  }
  for (size_t r = 0; r < rows; r++, out += step) {
    run(n, &p, 1, out);
    p.x += n;
    p.mean += n;
    p.log_std += pitch;
    if (p.c) p.c++;
    if (p.c_tangent) p.c_tangent++;
    if (p.shift) p.shift += n;
    if (p.log_std_tangent) p.log_std_tangent += pitch;
  }
}

void lk_gaussian_log_density(const lk_gaussian *g, float *out) {
  Rows p = {NULL, g->x, g->mean, g->log_std, NULL, NULL, NULL};
  for_rows(log_density, p, g->pitch, g->rows, g->n, out, 1);
}

void lk_gaussian_mean_gradient(const lk_gaussian *g, const float *c, float *out) {
  Rows p = {c, g->x, g->mean, g->log_std, NULL, NULL, NULL};
  for_rows(mean_gradient, p, g->pitch, g->rows, g->n, out, g->n);
}

void lk_gaussian_log_std_gradient(const lk_gaussian *g, const float *c, float *out) {
  Rows p = {c, g->x, g->mean, g->log_std, NULL, NULL, NULL};
  for_rows(log_std_gradient, p, g->pitch, g->rows, g->n, out, g->n);
}

void lk_gaussian_log_density_tangent(
    const lk_gaussian *g, const float *shift, const float *log_std_tangent, float *out) {
  Rows p = {NULL, g->x, g->mean, g->log_std, NULL, shift, log_std_tangent};
  for_rows(log_density_tangent, p, g->pitch, g->rows, g->n, out, 1);
}

void lk_gaussian_mean_gradient_tangent(
    const lk_gaussian *g, const float *c, const float *c_tangent, const float *shift,
    const float *log_std_tangent, float *out) {
  Rows p = {c, g->x, g->mean, g->log_std, c_tangent, shift, log_std_tangent};
  for_rows(mean_gradient_tangent, p, g->pitch, g->rows, g->n, out, g->n);
}

void lk_gaussian_log_std_gradient_tangent(
    const lk_gaussian *g, const float *c, const float *c_tangent, const float *shift,
    const float *log_std_tangent, float *out) {
  Rows p = {c, g->x, g->mean, g->log_std, c_tangent, shift, log_std_tangent};
  for_rows(log_std_gradient_tangent, p, g->pitch, g->rows, g->n, out, g->n);
}
