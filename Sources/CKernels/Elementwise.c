#include "CKernels.h"
#include "VectorMath.h"

#define UNARY(name, expression)                                                                    \
  KERNEL static void name(const float *x, float *out, size_t n) {                                  \
    for (size_t i = 0; i < n; i++) {                                                               \
      float v = x[i];                                                                              \
      out[i] = expression;                                                                         \
    }                                                                                              \
  }

UNARY(unary_tanh, vm_tanh(v))
UNARY(unary_exp, vm_exp(v))
UNARY(unary_log, vm_log(v))
UNARY(unary_sqrt, sqrtf(v))
UNARY(unary_square, v *v)
UNARY(unary_reciprocal, 1.0f / v)
UNARY(unary_relu, v < 0.0f ? 0.0f : v)
UNARY(unary_sigmoid, vm_sigmoid(v))
UNARY(unary_softplus, vm_softplus(v))
UNARY(unary_abs, fabsf(v))
UNARY(unary_sign, (float)((v > 0.0f) - (v < 0.0f)))
UNARY(unary_sin, vm_sine(v, 0))
UNARY(unary_cos, vm_sine(v, 1))

void lk_unary(lk_unary_op op, const float *x, float *out, size_t n) {
  switch (op) {
  case LK_TANH: unary_tanh(x, out, n); break;
  case LK_EXP: unary_exp(x, out, n); break;
  case LK_LOG: unary_log(x, out, n); break;
  case LK_SQRT: unary_sqrt(x, out, n); break;
  case LK_SQUARE: unary_square(x, out, n); break;
  case LK_RECIPROCAL: unary_reciprocal(x, out, n); break;
  case LK_RELU: unary_relu(x, out, n); break;
  case LK_SIGMOID: unary_sigmoid(x, out, n); break;
  case LK_SOFTPLUS: unary_softplus(x, out, n); break;
  case LK_ABS: unary_abs(x, out, n); break;
  case LK_SIGN: unary_sign(x, out, n); break;
  case LK_SIN: unary_sin(x, out, n); break;
  case LK_COS: unary_cos(x, out, n); break;
  }
}

// One loop per pair of steps, so that each vectorises.
#define BINARY(name, expression)                                                                   \
  KERNEL static void name(                                                                         \
      const float *a, size_t a_row, size_t a_step, const float *b, size_t b_row, size_t b_step,    \
      float *out, size_t rows, size_t columns) {                                                   \
    for (size_t r = 0; r < rows; r++, a += a_row, b += b_row, out += columns) {                    \
      if (a_step && b_step) {                                                                      \
        for (size_t i = 0; i < columns; i++) {                                                     \
          float u = a[i], v = b[i];                                                                \
          out[i] = expression;                                                                     \
        }                                                                                          \
      } else if (a_step) {                                                                         \
        float v = b[0];                                                                            \
        for (size_t i = 0; i < columns; i++) {                                                     \
          float u = a[i];                                                                          \
          out[i] = expression;                                                                     \
        }                                                                                          \
      } else if (b_step) {                                                                         \
        float u = a[0];                                                                            \
        for (size_t i = 0; i < columns; i++) {                                                     \
          float v = b[i];                                                                          \
          out[i] = expression;                                                                     \
        }                                                                                          \
      } else {                                                                                     \
        float u = a[0], v = b[0];                                                                  \
        float value = expression;                                                                  \
        for (size_t i = 0; i < columns; i++) out[i] = value;                                       \
      }                                                                                            \
    }                                                                                              \
  }

BINARY(binary_add, u + v)
BINARY(binary_subtract, u - v)
BINARY(binary_multiply, u *v)
BINARY(binary_divide, u / v)
BINARY(binary_less_or_equal, u <= v ? 1.0f : 0.0f)
BINARY(binary_less, u < v ? 1.0f : 0.0f)

void lk_binary(
    lk_binary_op op, const float *a, size_t a_row, size_t a_step, const float *b, size_t b_row,
    size_t b_step, float *out, size_t rows, size_t columns) {
  switch (op) {
  case LK_ADD: binary_add(a, a_row, a_step, b, b_row, b_step, out, rows, columns); break;
  case LK_SUBTRACT: binary_subtract(a, a_row, a_step, b, b_row, b_step, out, rows, columns); break;
  case LK_MULTIPLY: binary_multiply(a, a_row, a_step, b, b_row, b_step, out, rows, columns); break;
  case LK_DIVIDE: binary_divide(a, a_row, a_step, b, b_row, b_step, out, rows, columns); break;
  case LK_LESS_OR_EQUAL:
    binary_less_or_equal(a, a_row, a_step, b, b_row, b_step, out, rows, columns);
    break;
  case LK_LESS: binary_less(a, a_row, a_step, b, b_row, b_step, out, rows, columns); break;
  }
}

KERNEL void lk_affine(const float *x, float scale, float offset, float *out, size_t n) {
  for (size_t i = 0; i < n; i++) out[i] = scale * x[i] + offset;
}

KERNEL void lk_accumulate(const float *x, float scale, float *out, size_t n) {
  for (size_t i = 0; i < n; i++) out[i] += scale * x[i];
}

KERNEL void lk_select(const float *mask, const float *a, const float *b, float *out, size_t n) {
  for (size_t i = 0; i < n; i++) {
    float u = a[i], v = b[i];
    out[i] = mask[i] != 0.0f ? u : v;
  }
}

KERNEL void lk_clamp(const float *x, float low, float high, float *out, size_t n) {
  for (size_t i = 0; i < n; i++) out[i] = vm_limit(x[i], low, high);
}

KERNEL void lk_inside(const float *x, float low, float high, float *out, size_t n) {
  for (size_t i = 0; i < n; i++) out[i] = ((low <= x[i]) & (x[i] <= high)) ? 1.0f : 0.0f;
}

KERNEL void lk_fill(float *out, float value, size_t n) {
  for (size_t i = 0; i < n; i++) out[i] = value;
}
