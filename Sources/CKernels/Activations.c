// Activations of a layer and their derivatives, written in the layer's output y so that the input of the
// activation need not be kept: tanh' = 1 - y^2, sigmoid' = y (1 - y), relu' = [y > 0].
#include "CKernels.h"
#include "VectorMath.h"

// What follows a product in place: the product's own elements have one pointer, so that loops need not ask
// whether input and output overlap.
#define IN_PLACE(name, expression)                                                                 \
  KERNEL static void name(float *z, size_t n) {                                                    \
    for (size_t i = 0; i < n; i++) {                                                               \
      float v = z[i];                                                                              \
      z[i] = expression;                                                                           \
    }                                                                                              \
  }

IN_PLACE(apply_tanh, vm_tanh(v))
IN_PLACE(apply_relu, v < 0.0f ? 0.0f : v)
IN_PLACE(apply_sigmoid, vm_sigmoid(v))

#define GRADIENT_IN_PLACE(name, expression)                                                        \
  KERNEL static void name(float *z, const float *y, size_t n) {                                    \
    for (size_t i = 0; i < n; i++) {                                                               \
      float u = z[i], v = y[i];                                                                    \
      z[i] = expression;                                                                           \
    }                                                                                              \
  }

GRADIENT_IN_PLACE(scale_tanh, u - u * v * v)
GRADIENT_IN_PLACE(scale_relu, v > 0.0f ? u : 0.0f)
GRADIENT_IN_PLACE(scale_sigmoid, u *v *(1.0f - v))

#define TANGENT_IN_PLACE(name, gradient, curvature)                                                \
  KERNEL static void name(                                                                         \
      float *z, const float *s, const float *c, const float *y, size_t n) {                        \
    for (size_t i = 0; i < n; i++) {                                                               \
      float u = z[i], v = y[i];                                                                    \
      z[i] = (gradient) + s[i] * c[i] * (curvature);                                               \
    }                                                                                              \
  }

TANGENT_IN_PLACE(move_tanh, u - u * v * v, -2.0f * v)
TANGENT_IN_PLACE(move_sigmoid, u *v *(1.0f - v), 1.0f - 2.0f * v)

static void activate(lk_activation kind, float *z, size_t n) {
  switch (kind) {
  case LK_IDENTITY: break;
  case LK_ACTIVATION_TANH: apply_tanh(z, n); break;
  case LK_ACTIVATION_RELU: apply_relu(z, n); break;
  case LK_ACTIVATION_SIGMOID: apply_sigmoid(z, n); break;
  }
}

static void scale(lk_activation kind, float *z, const float *y, size_t n) {
  switch (kind) {
  case LK_IDENTITY: break;
  case LK_ACTIVATION_TANH: scale_tanh(z, y, n); break;
  case LK_ACTIVATION_RELU: scale_relu(z, y, n); break;
  case LK_ACTIVATION_SIGMOID: scale_sigmoid(z, y, n); break;
  }
}

void lk_finish_product(const lk_finish *f, float *out, size_t start, size_t n) {
  float *z = out + start;
  if (!f->y) {
    activate(f->activation, z, n);
  } else if (f->s && f->activation == LK_ACTIVATION_TANH) {
    move_tanh(z, f->s + start, f->c + start, f->y + start, n);
  } else if (f->s && f->activation == LK_ACTIVATION_SIGMOID) {
    move_sigmoid(z, f->s + start, f->c + start, f->y + start, n);
  } else {
    scale(f->activation, z, f->y + start, n);
  }
}

KERNEL void lk_add_row(float *z, const float *row, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++, z += columns) {
    for (size_t i = 0; i < columns; i++) z[i] += row[i];
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
