#include "CKernels.h"
#include "Dispatch.h"
#include <string.h>

KERNEL static void copy_run(const float *x, size_t stride, float *out, size_t n) {
  if (stride == 1) {
    memcpy(out, x, n * sizeof(float));
  } else if (stride == 0) {
    for (size_t i = 0; i < n; i++) out[i] = x[0];
  } else {
    for (size_t i = 0; i < n; i++) out[i] = x[i * stride];
  }
}

typedef float Quad __attribute__((vector_size(16), aligned(4), may_alias));

/// Four rows of four, exchanged with columns in registers.
INLINE void transpose_quads(const float *x, size_t x_pitch, float *out, size_t out_pitch) {
  Quad r0 = *(const Quad *)x, r1 = *(const Quad *)(x + x_pitch);
  Quad r2 = *(const Quad *)(x + 2 * x_pitch), r3 = *(const Quad *)(x + 3 * x_pitch);
  Quad low01 = __builtin_shufflevector(r0, r1, 0, 4, 1, 5);
  Quad high01 = __builtin_shufflevector(r0, r1, 2, 6, 3, 7);
  Quad low23 = __builtin_shufflevector(r2, r3, 0, 4, 1, 5);
  Quad high23 = __builtin_shufflevector(r2, r3, 2, 6, 3, 7);
  *(Quad *)out = __builtin_shufflevector(low01, low23, 0, 1, 4, 5);
  *(Quad *)(out + out_pitch) = __builtin_shufflevector(low01, low23, 2, 3, 6, 7);
  *(Quad *)(out + 2 * out_pitch) = __builtin_shufflevector(high01, high23, 0, 1, 4, 5);
  *(Quad *)(out + 3 * out_pitch) = __builtin_shufflevector(high01, high23, 2, 3, 6, 7);
}

/// What is left over at the edges; few, and vectorised they would crowd the registers of the loop before.
INLINE void transpose_each(
    const float *x, size_t x_pitch, size_t rows, size_t columns, float *out, size_t out_pitch) {
  for (size_t r = 0; r < rows; r++) {
#pragma clang loop vectorize(disable) unroll(disable)
    for (size_t c = 0; c < columns; c++) out[c * out_pitch + r] = x[r * x_pitch + c];
  }
}

void lk_transpose(
    const float *x, size_t x_pitch, size_t rows, size_t columns, float *out, size_t out_pitch) {
  enum { TILE = 64 };
  for (size_t start = 0; start < rows; start += TILE, x += TILE * x_pitch, out += TILE) {
    size_t height = rows - start < TILE ? rows - start : TILE, high = height / 4 * 4, wide = columns / 4 * 4;
    for (size_t c = 0; c < wide; c += 4) {
      const float *from = x + c;
      float *to = out + c * out_pitch;
      for (size_t r = 0; r < high; r += 4, from += 4 * x_pitch, to += 4) {
        transpose_quads(from, x_pitch, to, out_pitch);
      }
    }
    transpose_each(x + high * x_pitch, x_pitch, height - high, wide, out + high, out_pitch);
    transpose_each(x + wide, x_pitch, height, columns - wide, out + wide * out_pitch, out_pitch);
  }
}

void lk_strided_copy(
    const float *x, size_t rank, const size_t *dims, const size_t *strides, float *out) {
  if (rank == 0) {
    out[0] = x[0];
    return;
  }
  size_t n = dims[rank - 1], stride = strides[rank - 1];
  if (rank == 1) {
    copy_run(x, stride, out, n);
    return;
  }
  if (rank == 2) {
    size_t rows = dims[0], pitch = strides[0];
    if (pitch == 1 && stride > 1) {
      lk_transpose(x, stride, n, rows, out, n);
    } else if (n == 1) {
      copy_run(x, pitch, out, rows);
    } else if (n < 16) {
      for (size_t r = 0; r < rows; r++, x += pitch) {
        for (size_t i = 0; i < n; i++) *out++ = x[i * stride];
      }
    } else {
      for (size_t r = 0; r < rows; r++) copy_run(x + r * pitch, stride, out + r * n, n);
    }
    return;
  }
  size_t block = 1;
  for (size_t d = 1; d < rank; d++) block *= dims[d];
  for (size_t k = 0; k < dims[0]; k++) {
    lk_strided_copy(x + k * strides[0], rank - 1, dims + 1, strides + 1, out + k * block);
  }
}

void lk_copy_rows(
    const float *x, size_t x_pitch, float *out, size_t out_pitch, size_t rows, size_t n) {
  for (size_t r = 0; r < rows; r++) memcpy(out + r * out_pitch, x + r * x_pitch, n * sizeof(float));
}

void lk_gather(
    const float *x, size_t outer, size_t axis, size_t inner, const int32_t *indices, size_t count,
    float *out) {
  for (size_t o = 0; o < outer; o++, x += axis * inner) {
    for (size_t k = 0; k < count; k++, out += inner) {
      memcpy(out, x + (size_t)indices[k] * inner, inner * sizeof(float));
    }
  }
}

void lk_scatter_add(
    const float *x, size_t outer, size_t axis, size_t inner, const int32_t *indices, size_t count,
    float *out) {
  for (size_t o = 0; o < outer; o++, out += axis * inner) {
    for (size_t k = 0; k < count; k++, x += inner) {
      lk_accumulate(x, 1, out + (size_t)indices[k] * inner, inner);
    }
  }
}

void lk_pick(
    const float *x, size_t outer, size_t axis, size_t inner, const int32_t *indices, float *out) {
  for (size_t o = 0; o < outer; o++, x += axis * inner, indices += inner, out += inner) {
    for (size_t i = 0; i < inner; i++) out[i] = x[(size_t)indices[i] * inner + i];
  }
}

void lk_place(
    const float *x, size_t outer, size_t axis, size_t inner, const int32_t *indices, float *out) {
  for (size_t o = 0; o < outer; o++, out += axis * inner, indices += inner, x += inner) {
    for (size_t i = 0; i < inner; i++) out[(size_t)indices[i] * inner + i] = x[i];
  }
}
