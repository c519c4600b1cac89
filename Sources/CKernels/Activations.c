// Activations of a layer and their derivatives, written in the layer's output y so that the input of the
// activation need not be kept: tanh' = 1 - y^2, sigmoid' = y (1 - y), relu' = [y > 0].
#include "CKernels.h"
#include "VectorMath.h"

#define BIAS_ACTIVATION(name, expression)                                                          \
  KERNEL static void name(float *z, const float *bias, size_t rows, size_t columns) {              \
    for (size_t r = 0; r < rows; r++, z += columns) {                                              \
      for (size_t i = 0; i < columns; i++) {                                                       \
        float v = z[i] + bias[i];                                                                  \
        z[i] = expression;                                                                         \
      }                                                                                            \
    }                                                                                              \
  }

BIAS_ACTIVATION(bias_identity, v)
BIAS_ACTIVATION(bias_tanh, vm_tanh(v))
BIAS_ACTIVATION(bias_relu, v < 0.0f ? 0.0f : v)
BIAS_ACTIVATION(bias_sigmoid, vm_sigmoid(v))

void lk_bias_activation(
    lk_activation kind, float *z, const float *bias, size_t rows, size_t columns) {
  if (bias == NULL) {
    switch (kind) {
    case LK_IDENTITY: break;
    case LK_ACTIVATION_TANH: lk_unary(LK_TANH, z, z, rows * columns); break;
    case LK_ACTIVATION_RELU: lk_unary(LK_RELU, z, z, rows * columns); break;
    case LK_ACTIVATION_SIGMOID: lk_unary(LK_SIGMOID, z, z, rows * columns); break;
    }
    return;
  }
  switch (kind) {
  case LK_IDENTITY: bias_identity(z, bias, rows, columns); break;
  case LK_ACTIVATION_TANH: bias_tanh(z, bias, rows, columns); break;
  case LK_ACTIVATION_RELU: bias_relu(z, bias, rows, columns); break;
  case LK_ACTIVATION_SIGMOID: bias_sigmoid(z, bias, rows, columns); break;
  }
}

#define GRADIENT(name, expression)                                                                 \
  KERNEL static void name(const float *c, const float *y, float *out, size_t n) {                  \
    for (size_t i = 0; i < n; i++) {                                                               \
      float u = c[i], v = y[i];                                                                    \
      out[i] = expression;                                                                         \
    }                                                                                              \
  }

GRADIENT(gradient_tanh, u - u * v * v)
GRADIENT(gradient_relu, v > 0.0f ? u : 0.0f)
GRADIENT(gradient_sigmoid, u *v *(1.0f - v))

void lk_activation_gradient(
    lk_activation kind, const float *c, const float *y, float *out, size_t n) {
  switch (kind) {
  case LK_IDENTITY: lk_affine(c, 1, 0, out, n); break;
  case LK_ACTIVATION_TANH: gradient_tanh(c, y, out, n); break;
  case LK_ACTIVATION_RELU: gradient_relu(c, y, out, n); break;
  case LK_ACTIVATION_SIGMOID: gradient_sigmoid(c, y, out, n); break;
  }
}

#define CURVATURE(name, expression)                                                                \
  KERNEL static void name(                                                                         \
      const float *s, const float *c, const float *y, float *out, size_t n) {                      \
    for (size_t i = 0; i < n; i++) {                                                               \
      float v = y[i];                                                                              \
      out[i] = s[i] * c[i] * (expression);                                                         \
    }                                                                                              \
  }

CURVATURE(curvature_tanh, -2.0f * v)
CURVATURE(curvature_sigmoid, 1.0f - 2.0f * v)

#define TANGENT(name, gradient, curvature)                                                         \
  KERNEL static void name(                                                                         \
      const float *t, const float *s, const float *c, const float *y, float *out, size_t n) {      \
    for (size_t i = 0; i < n; i++) {                                                               \
      float u = t[i], v = y[i];                                                                    \
      out[i] = (gradient) + s[i] * c[i] * (curvature);                                             \
    }                                                                                              \
  }

TANGENT(tangent_tanh, u - u * v * v, -2.0f * v)
TANGENT(tangent_sigmoid, u *v *(1.0f - v), 1.0f - 2.0f * v)

void lk_activation_gradient_tangent(
    lk_activation kind, const float *t, const float *s, const float *c, const float *y, float *out,
    size_t n) {
  switch (kind) {
  case LK_IDENTITY:
  case LK_ACTIVATION_RELU: lk_activation_gradient(kind, t, y, out, n); break;
  case LK_ACTIVATION_TANH: tangent_tanh(t, s, c, y, out, n); break;
  case LK_ACTIVATION_SIGMOID: tangent_sigmoid(t, s, c, y, out, n); break;
  }
}

void lk_activation_curvature(
    lk_activation kind, const float *s, const float *c, const float *y, float *out, size_t n) {
  switch (kind) {
  case LK_IDENTITY:
  case LK_ACTIVATION_RELU: lk_fill(out, 0, n); break;
  case LK_ACTIVATION_TANH: curvature_tanh(s, c, y, out, n); break;
  case LK_ACTIVATION_SIGMOID: curvature_sigmoid(s, c, y, out, n); break;
  }
}
