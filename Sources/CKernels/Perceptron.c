// The mean squared error of a multilayer perceptron, its gradient, and its Hessian times a vector, each in one call.
//
// Small networks on a few rows, as meta-learning adapts them, spend their time between operations, not in them.
// With E the mean over the N = rows sizes[L] differences h_L - y, and d_l the derivative of E by a_l (Rumelhart,
// Hinton and Williams 1986):
//   a_l = h_{l-1} W_l^T + b_l          h_l = f(a_l)
//   d_L = 2 (h_L - y) / N              c_l = d_{l+1} W_{l+1},   d_l = c_l f'(a_l)
//   dE/dW_l = d_l^T h_{l-1}            dE/db_l = the sum of d_l's rows
// and when W_l moves along V_l and b_l along v_l (Pearlmutter 1994; a dot is a tangent):
//   a_l' = h_{l-1}' W_l^T + h_{l-1} V_l^T + v_l
//   d_L' = 2 h_L' / N                  c_l' = d_{l+1}' W_{l+1} + d_{l+1} V_{l+1}
//   d_l' = c_l' f'(a_l) + c_l f''(a_l) a_l'
//   (dE/dW_l)' = d_l'^T h_{l-1} + d_l^T h_{l-1}'
#include "Sums.h"

// --- Layers ----------------------------------------------------------------------------------------------

/// Whether a layer's outputs are dot products with rows of W, of which no transpose is needed.
INLINE int is_dots(Kernel kernel, size_t in, size_t out) {
  return out < kernel.lanes && in >= kernel.lanes;
}

/// Whether a layer's sums read W^T [in, out] as a copy; one row or column is its own transpose.
INLINE int is_turned(Kernel kernel, size_t in, size_t out) {
  return in > 1 && out > 1 && !is_dots(kernel, in, out);
}

/// What a layer's sums read: W itself, or its transpose, made in `room`.
INLINE const float *turned(Kernel kernel, const float *weight, size_t in, size_t out, float *room) {
  if (!is_turned(kernel, in, out)) return weight;
  lk_transpose(weight, in, out, in, room, out);
  return room;
}

/// One term of a layer's sum: h [rows, in] times W^T, which is `turned`.
INLINE Term layer_term(Kernel kernel, const float *h, const float *weight, size_t in, size_t out) {
  return (Term){h, in, 1, weight, is_dots(kernel, in, out) ? in : out, in};
}

INLINE void layer(Kernel kernel, const Sum *s, size_t in) {
  is_dots(kernel, in, s->n) ? kernel.dots(s) : sum(kernel, s);
}

/// d [rows, out] transposed times h [rows, in], for each term, as [out, in]; `room` for as many floats.
INLINE void outer(
    Kernel kernel, size_t count, const float *const *d, const float *const *h, size_t rows, size_t in,
    size_t out, float *gradient, float *room) {
  int is_short = in < kernel.lanes && in < out;
  Sum s = {.count = count, .out = gradient, .m = out, .n = in};
  for (size_t i = 0; i < count; i++) {
    s.terms[i] = is_short ? (Term){h[i], 1, in, d[i], out, rows} : (Term){d[i], 1, out, h[i], in, rows};
  }
  if (is_short) {
    s.m = in;
    s.n = out;
    if (in > 1) s.out = room;
  }
  sum(kernel, &s);
  if (s.out == room) lk_transpose(room, out, in, out, gradient, in);
}

/// The sum of d's rows.
INLINE void sum_rows(Kernel kernel, const float *d, size_t rows, size_t n, float *out) {
  static const float one = 1;
  Sum s = {.terms = {{&one, 0, 0, d, n, rows}}, .count = 1, .out = out, .m = 1, .n = n};
  sum(kernel, &s);
}

// --- The network -----------------------------------------------------------------------------------------

lk_perceptron lk_perceptron_make(
    size_t rows, size_t inputs, lk_activation activation, const float *x, const float *y) {
  return (lk_perceptron){.rows = rows, .sizes = {inputs}, .activation = activation, .x = x, .y = y};
}

void lk_perceptron_add_layer(lk_perceptron *p, const float *weight, const float *bias, size_t outputs) {
  p->weight[p->layers] = weight;
  p->bias[p->layers++] = bias;
  p->sizes[p->layers] = outputs;
}

// --- Passes ----------------------------------------------------------------------------------------------

/// Where things lie in a trail, by layer; those of layer 0 are unused.
typedef struct {
  /// h_l and d_l [rows, sizes[l]]; c_l, where f'' is not zero; W_l^T, or W_l itself.
  float *h[LK_MOST_LAYERS + 1], *d[LK_MOST_LAYERS + 1], *c[LK_MOST_LAYERS + 1];
  float *turned[LK_MOST_LAYERS + 1];
  size_t count;
} Trail;

INLINE int is_curved(const lk_perceptron *p) { return p->activation == LK_ACTIVATION_TANH; }

static Trail lay(const lk_perceptron *p, float *memory) {
  Trail t = {.count = 0};
  for (size_t l = 1; l <= p->layers; l++) {
    size_t n = p->rows * p->sizes[l];
    t.h[l] = memory + t.count;
    t.d[l] = t.h[l] + n;
    t.c[l] = is_curved(p) ? t.d[l] + n : t.d[l];
    t.turned[l] = t.c[l] + n;
    t.count += (is_curved(p) ? 3 : 2) * n + p->sizes[l] * p->sizes[l - 1];
  }
  return t;
}

size_t lk_perceptron_trail_count(const lk_perceptron *p) {
  float none;
  return lay(p, &none).count;
}

INLINE lk_activation activation_of(const lk_perceptron *p, size_t l) {
  return l == p->layers ? LK_IDENTITY : p->activation;
}

/// z times the activation's derivative where it has the value y.
INLINE void scale(lk_activation activation, float *z, const float *y, size_t n) {
  lk_finish finish = {activation, y, NULL, NULL};
  lk_finish_product(&finish, z, 0, n);
}

static void forward(Kernel kernel, const lk_perceptron *p, const Trail *t) {
  const float *h = p->x;
  for (size_t l = 1; l <= p->layers; h = t->h[l++]) {
    size_t in = p->sizes[l - 1], out = p->sizes[l];
    const float *weight = turned(kernel, p->weight[l - 1], in, out, t->turned[l]);
    Sum s = {
        .terms = {layer_term(kernel, h, weight, in, out)}, .count = 1, .start = p->bias[l - 1],
        .out = t->h[l], .m = p->rows, .n = out};
    layer(kernel, &s, in);
    lk_finish finish = {activation_of(p, l), NULL, NULL, NULL};
    lk_finish_product(&finish, t->h[l], 0, p->rows * out);
  }
}

static float error(const lk_perceptron *p, const float *h) {
  size_t n = p->rows * p->sizes[p->layers];
  double total = 0;
  for (size_t i = 0; i < n; i++) total += (double)(h[i] - p->y[i]) * (double)(h[i] - p->y[i]);
  return (float)(total / (double)n);
}

INLINE size_t largest(size_t a, size_t b) { return a > b ? a : b; }

/// The most floats that a weight, and rows of a layer, have.
static size_t widest(const lk_perceptron *p) {
  size_t most = 0;
  for (size_t l = 1; l <= p->layers; l++) {
    most = largest(most, p->sizes[l] * largest(p->rows, p->sizes[l - 1]));
  }
  return most;
}

static size_t gradient_count(const lk_perceptron *p) {
  size_t count = 0;
  for (size_t l = 1; l <= p->layers; l++) count += p->sizes[l] * (p->sizes[l - 1] + 1);
  return count;
}

float lk_perceptron_error(int level, const lk_perceptron *p) {
  size_t count = lk_perceptron_trail_count(p);
  float *memory = lk_buffer_allocate(count);
  Trail t = lay(p, memory);
  forward(choose(level), p, &t);
  float result = error(p, t.h[p->layers]);
  lk_buffer_release(memory, count);
  return result;
}

float lk_perceptron_gradient(int level, const lk_perceptron *p, float *trail, float *gradient) {
  Kernel kernel = choose(level);
  Trail t = lay(p, trail);
  size_t room_count = widest(p), n = p->rows * p->sizes[p->layers], end = gradient_count(p);
  float *room = lk_buffer_allocate(room_count);
  forward(kernel, p, &t);
  float twice = 2 / (float)n;
  for (size_t i = 0; i < n; i++) t.d[p->layers][i] = twice * (t.h[p->layers][i] - p->y[i]);
  for (size_t l = p->layers; l >= 1; l--) {
    size_t in = p->sizes[l - 1], out = p->sizes[l];
    end -= out * (in + 1);
    const float *d = t.d[l], *h = l == 1 ? p->x : t.h[l - 1];
    outer(kernel, 1, &d, &h, p->rows, in, out, gradient + end, room);
    sum_rows(kernel, d, p->rows, out, gradient + end + in * out);
    if (l == 1) break;
    Sum s = {
        .terms = {{d, out, 1, p->weight[l - 1], in, out}}, .count = 1, .out = t.c[l - 1], .m = p->rows,
        .n = in};
    sum(kernel, &s);
    if (is_curved(p)) memcpy(t.d[l - 1], t.c[l - 1], p->rows * in * sizeof(float));
    scale(p->activation, t.d[l - 1], t.h[l - 1], p->rows * in);
  }
  lk_buffer_release(room, room_count);
  return error(p, t.h[p->layers]);
}

/// Tangents of h_l, from `next` on.
static void forward_tangent(
    Kernel kernel, const lk_perceptron *p, const Trail *t, const lk_perceptron *vector, float *next,
    float **tangent, float *room) {
  for (size_t l = 1; l <= p->layers; l++) {
    size_t in = p->sizes[l - 1], out = p->sizes[l];
    const float *h = l == 1 ? p->x : t->h[l - 1];
    const float *v = turned(kernel, vector->weight[l - 1], in, out, room);
    tangent[l] = next;
    next += p->rows * out;
    Sum s = {
        .terms = {layer_term(kernel, h, v, in, out)}, .count = 1, .start = vector->bias[l - 1],
        .out = tangent[l], .m = p->rows, .n = out};
    if (l > 1) {
      const float *w = is_turned(kernel, in, out) ? t->turned[l] : p->weight[l - 1];
      s.terms[s.count++] = layer_term(kernel, tangent[l - 1], w, in, out);
    }
    layer(kernel, &s, in);
    scale(activation_of(p, l), tangent[l], t->h[l], p->rows * out);
  }
}

void lk_perceptron_curvature(
    int level, const lk_perceptron *p, const float *trail, const lk_perceptron *vector, float *product) {
  Kernel kernel = choose(level);
  Trail t = lay(p, (float *)trail);
  size_t most = widest(p), all = 0, end = gradient_count(p);
  for (size_t l = 1; l <= p->layers; l++) all += p->rows * p->sizes[l];
  float *memory = lk_buffer_allocate(all + 3 * most);
  float *room = memory + all, *d_tangent = room + most, *next = d_tangent + most;
  float *h_tangent[LK_MOST_LAYERS + 1];
  forward_tangent(kernel, p, &t, vector, memory, h_tangent, room);

  size_t n = p->rows * p->sizes[p->layers];
  lk_affine(h_tangent[p->layers], 2 / (float)n, 0, d_tangent, n);
  for (size_t l = p->layers; l >= 1; l--) {
    size_t in = p->sizes[l - 1], out = p->sizes[l];
    end -= out * (in + 1);
    const float *d[] = {d_tangent, t.d[l]};
    const float *h[] = {l == 1 ? p->x : t.h[l - 1], l == 1 ? NULL : h_tangent[l - 1]};
    outer(kernel, l == 1 ? 1 : 2, d, h, p->rows, in, out, product + end, room);
    sum_rows(kernel, d_tangent, p->rows, out, product + end + in * out);
    if (l == 1) break;
    Sum s = {
        .terms =
            {{d_tangent, out, 1, p->weight[l - 1], in, out}, {t.d[l], out, 1, vector->weight[l - 1], in, out}},
        .count = 2, .out = next, .m = p->rows, .n = in};
    sum(kernel, &s);
    lk_finish finish = {p->activation, t.h[l - 1], h_tangent[l - 1], t.c[l - 1]};
    lk_finish_product(&finish, next, 0, p->rows * in);
    float *used = d_tangent;
    d_tangent = next;
    next = used;
  }
  lk_buffer_release(memory, all + 3 * most);
}
