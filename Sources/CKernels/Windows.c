// Windows of images as columns of a matrix: what turns a convolution into a matrix product, and its transpose.
//
// A row of the matrix is one place within all windows, so that neighbours in a row of the image are neighbours, or
// `stride` apart, in it.
#include "CKernels.h"
#include "Dispatch.h"
#include <string.h>

size_t lk_window_count(size_t length, size_t kernel, size_t stride, size_t padding) {
  return length + 2 * padding < kernel ? 0 : (length + 2 * padding - kernel) / stride + 1;
}

/// A copy from every stride-th pixel of a line, or if `add`, the sum back to them.
INLINE void move_run(float *pixels, size_t stride, float *values, size_t count, int add) {
  for (size_t c = 0; c < count; c++) {
    if (add) {
      pixels[c * stride] += values[c];
    } else {
      values[c] = pixels[c * stride];
    }
  }
}

/// For each place within windows and each row of windows, the run of windows for which it lies in the image.
INLINE void move_runs(const lk_windows *w, size_t stride, float *image, float *patch, int add) {
  size_t rows = lk_window_count(w->height, w->kernel_height, stride, w->padding);
  size_t columns = lk_window_count(w->width, w->kernel_width, stride, w->padding);
  for (size_t place = 0; place < w->channels * w->kernel_height * w->kernel_width; place++) {
    size_t channel = place / (w->kernel_height * w->kernel_width);
    size_t i = place / w->kernel_width % w->kernel_height, j = place % w->kernel_width;
    size_t first = j < w->padding ? (w->padding - j + stride - 1) / stride : 0;
    size_t beyond = lk_window_count(w->width + w->padding, j + 1, stride, 0);
    if (beyond > columns) beyond = columns;
    for (size_t n = 0; n < w->images; n++) {
      float *plane = image + (n * w->channels + channel) * w->height * w->width;
      for (size_t r = 0; r < rows; r++, patch += columns) {
        size_t y = r * stride + i;
        if (y < w->padding || y >= w->height + w->padding || first >= beyond) continue;
        float *line = plane + (y - w->padding) * w->width;
        move_run(line + (first * stride + j - w->padding), stride, patch + first, beyond - first, add);
      }
    }
  }
}

KERNEL static void move_windows(const lk_windows *w, float *image, float *patch) {
  switch (w->stride) {
  case 1: move_runs(w, 1, image, patch, 0); break;
  case 2: move_runs(w, 2, image, patch, 0); break;
  default: move_runs(w, w->stride, image, patch, 0);
  }
}

KERNEL static void add_windows(const lk_windows *w, float *image, float *patch) {
  switch (w->stride) {
  case 1: move_runs(w, 1, image, patch, 1); break;
  case 2: move_runs(w, 2, image, patch, 1); break;
  default: move_runs(w, w->stride, image, patch, 1);
  }
}

void lk_unfold(const lk_windows *w, const float *image, float *patch) {
  size_t total = w->images * w->channels * w->kernel_height * w->kernel_width *
                 lk_window_count(w->height, w->kernel_height, w->stride, w->padding) *
                 lk_window_count(w->width, w->kernel_width, w->stride, w->padding);
  if (w->padding > 0) memset(patch, 0, total * sizeof(float));
  move_windows(w, (float *)image, patch);
}

void lk_fold(const lk_windows *w, const float *patch, float *image) {
  memset(image, 0, w->images * w->channels * w->height * w->width * sizeof(float));
  add_windows(w, image, (float *)patch);
}
