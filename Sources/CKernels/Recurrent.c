// Gated recurrences over whole sequences, forward and backward, each in one call.
//
// A step is one product with the recurrent weights and a few elementary functions; as operations on tensors the
// functions cost more than the product. Layouts are PyTorch's (see CKernels.h), a dot product with U's rows is read
// from its transpose, and what the way back needs is kept on the way there.
//
// Gated recurrent unit (Cho et al. 2014), h the state before the step, g = W x + b:
//   r = s(g_r + a_r)   z = s(g_z + a_z)   n = tanh(g_n + r m)   h' = n + z (h - n),   a = U h + c,  m = a_n
// and back, from dh' to those of g and a, and to dh:
//   dn = dh' (1 - z) (1 - n^2)   dz = dh' (h - n) z (1 - z)   dr = dn m r (1 - r)
//   dg = (dr, dz, dn)   da = (dr, dz, dn r)   dh = dh' z + da U
//
// Long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000), s the cell:
//   i, f, o = s(g + a)   c = tanh(g_c + a_c)   s' = f s + i c   h' = o tanh(s')
//   ds' += dh' o (1 - tanh(s')^2)   di = ds' c i (1 - i)   df = ds' s f (1 - f)   dc = ds' i (1 - c^2)
//   do = dh' tanh(s') o (1 - o)   da = dg   ds = ds' f   dh = da U
#include "Sums.h"
#include "VectorMath.h"

size_t lk_recurrence_state(const lk_recurrence *r) { return (r->kind == LK_LSTM ? 2 : 1) * r->hidden; }
size_t lk_recurrence_gates(const lk_recurrence *r) { return (r->kind == LK_LSTM ? 4 : 3) * r->hidden; }
/// GRU: r, z, n, m. LSTM: i, f, c, o, tanh(s'), s.
size_t lk_recurrence_kept(const lk_recurrence *r) { return (r->kind == LK_LSTM ? 6 : 4) * r->hidden; }

// --- One step, for one row -------------------------------------------------------------------------------

KERNEL static void gru_forward(
    size_t n, const float *restrict g, const float *restrict a, const float *restrict h,
    float *restrict kept, float *restrict next) {
  for (size_t i = 0; i < n; i++) {
    float r = vm_sigmoid(g[i] + a[i]), z = vm_sigmoid(g[n + i] + a[n + i]);
    float m = a[2 * n + i], c = vm_tanh(g[2 * n + i] + r * m);
    kept[i] = r;
    kept[n + i] = z;
    kept[2 * n + i] = c;
    kept[3 * n + i] = m;
    next[i] = c + z * (h[i] - c);
  }
}

/// dh is the cotangent of h' on entry and dh' z on return.
KERNEL static void gru_backward(
    size_t n, const float *restrict kept, const float *restrict h, float *restrict dh, float *restrict dg,
    float *restrict da) {
  for (size_t i = 0; i < n; i++) {
    float r = kept[i], z = kept[n + i], c = kept[2 * n + i], m = kept[3 * n + i], d = dh[i];
    float dn = d * (1 - z) * (1 - c * c), dz = d * (h[i] - c) * z * (1 - z), dr = dn * m * r * (1 - r);
    dg[i] = dr;
    da[i] = dr;
    dg[n + i] = dz;
    da[n + i] = dz;
    dg[2 * n + i] = dn;
    da[2 * n + i] = dn * r;
    dh[i] = d * z;
  }
}

/// States are h, then s.
KERNEL static void lstm_forward(
    size_t n, const float *restrict g, const float *restrict a, const float *restrict s,
    float *restrict kept, float *restrict next) {
  for (size_t j = 0; j < n; j++) {
    float i = vm_sigmoid(g[j] + a[j]), f = vm_sigmoid(g[n + j] + a[n + j]);
    float c = vm_tanh(g[2 * n + j] + a[2 * n + j]), o = vm_sigmoid(g[3 * n + j] + a[3 * n + j]);
    float cell = f * s[j] + i * c, t = vm_tanh(cell);
    kept[j] = i;
    kept[n + j] = f;
    kept[2 * n + j] = c;
    kept[3 * n + j] = o;
    kept[4 * n + j] = t;
    kept[5 * n + j] = s[j];
    next[j] = o * t;
    next[n + j] = cell;
  }
}

/// d is the cotangent of h' and s' on entry, and ds in its second half on return, 0 in its first.
KERNEL static void lstm_backward(
    size_t n, const float *restrict kept, float *restrict d, float *restrict dg, float *restrict da) {
  for (size_t j = 0; j < n; j++) {
    float i = kept[j], f = kept[n + j], c = kept[2 * n + j], o = kept[3 * n + j], t = kept[4 * n + j];
    float s = kept[5 * n + j], dh = d[j], ds = d[n + j] + dh * o * (1 - t * t);
    da[j] = dg[j] = ds * c * i * (1 - i);
    da[n + j] = dg[n + j] = ds * s * f * (1 - f);
    da[2 * n + j] = dg[2 * n + j] = ds * i * (1 - c * c);
    da[3 * n + j] = dg[3 * n + j] = dh * t * o * (1 - o);
    d[j] = 0;
    d[n + j] = ds * f;
  }
}

KERNEL static void add(size_t n, const float *restrict x, float *restrict out) {
  for (size_t i = 0; i < n; i++) out[i] += x[i];
}

// --- Sequences -------------------------------------------------------------------------------------------

static int starts(const lk_recurrence *r, size_t step, size_t row) {
  return r->starts && r->starts[step * r->rows + row] != 0;
}

void lk_recurrence_forward(
    int level, const lk_recurrence *r, const float *gates, const float *initial, float *states,
    float *previous, float *kept) {
  Kernel kernel = choose(level);
  size_t n = r->hidden, width = lk_recurrence_gates(r), state = lk_recurrence_state(r);
  size_t keeps = lk_recurrence_kept(r), steps = r->steps, rows = r->rows;
  float *turned = r->turned ? NULL : lk_buffer_allocate(n * width);
  if (turned) lk_transpose(r->weight, n, width, n, turned, width);
  const float *weight = turned ? turned : r->turned;
  float *a = lk_buffer_allocate(rows * width);
  float *before = lk_buffer_allocate(rows * state);
  float *hidden = lk_buffer_allocate(rows * n);
  float *scratch = kept ? NULL : lk_buffer_allocate(keeps);
  for (size_t t = 0; t < steps; t++) {
    memcpy(before, t > 0 ? states + (t - 1) * rows * state : initial, rows * state * sizeof(float));
    for (size_t row = 0; row < rows; row++) {
      if (starts(r, t, row)) memset(before + row * state, 0, state * sizeof(float));
    }
    float *h = previous ? previous + t * rows * n : hidden;
    lk_copy_rows(before, state, h, n, rows, n);
    Sum product = {.terms = {{h, n, 1, weight, width, n}}, .count = 1, .start = r->bias, .out = a, .m = rows,
                   .n = width};
    sum(kernel, &product);
    for (size_t row = 0; row < rows; row++) {
      size_t place = t * rows + row;
      const float *g = gates + place * width, *s = before + row * state;
      float *k = kept ? kept + place * keeps : scratch, *next = states + place * state;
      if (r->kind == LK_LSTM) {
        lstm_forward(n, g, a + row * width, s + n, k, next);
      } else {
        gru_forward(n, g, a + row * width, s, k, next);
      }
    }
  }
  if (scratch) lk_buffer_release(scratch, keeps);
  lk_buffer_release(hidden, rows * n);
  lk_buffer_release(before, rows * state);
  lk_buffer_release(a, rows * width);
  if (turned) lk_buffer_release(turned, n * width);
}

void lk_recurrence_backward(
    int level, const lk_recurrence *r, const float *previous, const float *kept, const float *cotangent,
    float *d_gates, float *d_recurrent, float *d_initial) {
  Kernel kernel = choose(level);
  size_t n = r->hidden, width = lk_recurrence_gates(r), state = lk_recurrence_state(r);
  size_t keeps = lk_recurrence_kept(r), rows = r->rows;
  float *carry = d_initial, *back = lk_buffer_allocate(rows * n);
  memset(carry, 0, rows * state * sizeof(float));
  for (size_t t = r->steps; t-- > 0;) {
    add(rows * state, cotangent + t * rows * state, carry);
    for (size_t row = 0; row < rows; row++) {
      size_t place = t * rows + row;
      const float *k = kept + place * keeps;
      float *d = carry + row * state, *dg = d_gates + place * width, *da = d_recurrent + place * width;
      if (r->kind == LK_LSTM) {
        lstm_backward(n, k, d, dg, da);
      } else {
        gru_backward(n, k, previous + place * n, d, dg, da);
      }
    }
    Sum product = {.terms = {{d_recurrent + t * rows * width, width, 1, r->weight, n, width}}, .count = 1,
                   .out = back, .m = rows, .n = n};
    sum(kernel, &product);
    for (size_t row = 0; row < rows; row++) {
      float *d = carry + row * state;
      if (starts(r, t, row)) {
        memset(d, 0, state * sizeof(float));
      } else {
        add(n, back + row * n, d);
      }
    }
  }
  lk_buffer_release(back, rows * n);
}

// --- Layers on few rows ----------------------------------------------------------------------------------

void lk_turned_linear(
    int level, const float *x, size_t rows, size_t in, const float *turned, const float *bias,
    lk_activation activation, float *out, size_t n) {
  Sum product = {.terms = {{x, in, 1, turned, n, in}}, .count = 1, .start = bias, .out = out, .m = rows, .n = n};
  sum(choose(level), &product);
  lk_finish finish = {.activation = activation};
  lk_finish_product(&finish, out, 0, rows * n);
}
