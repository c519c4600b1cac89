// Windows of images, as rows of a matrix: what turns a convolution into a matrix product, and its transpose.
#include "CKernels.h"
#include <string.h>

/// Calls `body` with the offset of each run of `width` floats in the image, clipped to it, and in the row.
#define RUNS(body)                                                                                 \
  size_t rows = lk_window_count(w->height, w->kernel_height, w->stride, w->padding);               \
  size_t columns = lk_window_count(w->width, w->kernel_width, w->stride, w->padding);              \
  size_t area = w->kernel_height * w->kernel_width;                                                \
  for (size_t n = 0; n < w->images; n++) {                                                         \
    for (size_t r = 0; r < rows; r++) {                                                            \
      for (size_t c = 0; c < columns; c++, patch += w->channels * area) {                          \
        for (size_t channel = 0; channel < w->channels; channel++) {                               \
          for (size_t i = 0; i < w->kernel_height; i++) {                                          \
            ptrdiff_t y = (ptrdiff_t)(r * w->stride + i) - (ptrdiff_t)w->padding;                  \
            ptrdiff_t x = (ptrdiff_t)(c * w->stride) - (ptrdiff_t)w->padding;                      \
            size_t place = channel * area + i * w->kernel_width;                                   \
            if (y < 0 || y >= (ptrdiff_t)w->height) continue;                                      \
            ptrdiff_t first = x < 0 ? -x : 0;                                                      \
            ptrdiff_t beyond = (ptrdiff_t)w->width - x;                                            \
            if (beyond > (ptrdiff_t)w->kernel_width) beyond = (ptrdiff_t)w->kernel_width;          \
            size_t line = ((n * w->channels + channel) * w->height + (size_t)y) * w->width;        \
            for (ptrdiff_t j = first; j < beyond; j++) { body; }                                   \
          }                                                                                        \
        }                                                                                          \
      }                                                                                            \
    }                                                                                              \
  }

size_t lk_window_count(size_t length, size_t kernel, size_t stride, size_t padding) {
  return length + 2 * padding < kernel ? 0 : (length + 2 * padding - kernel) / stride + 1;
}

void lk_unfold(const lk_windows *w, const float *image, float *patch) {
  size_t total = w->images * w->channels * w->kernel_height * w->kernel_width *
                 lk_window_count(w->height, w->kernel_height, w->stride, w->padding) *
                 lk_window_count(w->width, w->kernel_width, w->stride, w->padding);
  if (w->padding > 0) memset(patch, 0, total * sizeof(float));
  RUNS(patch[place + (size_t)j] = image[(ptrdiff_t)line + x + j])
}

void lk_fold(const lk_windows *w, const float *patch, float *image) {
  memset(image, 0, w->images * w->channels * w->height * w->width * sizeof(float));
  RUNS(image[(ptrdiff_t)line + x + j] += patch[place + (size_t)j])
}
