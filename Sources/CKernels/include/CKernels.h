// Loops over contiguous floats for the Autodiff target, and the recycled memory they work in.
//
// Every function is a pure function of its arguments; for given arguments a machine always returns the same
// bits. Loops are compiled for x86-64, x86-64-v3 (AVX2, FMA) and x86-64-v4 (AVX-512) and chosen when the
// program is loaded; elsewhere the portable loop is compiled once. Lengths are numbers of elements. Unless
// said otherwise `out` may be one of the inputs but must not overlap an input partly.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// --- Buffers ---------------------------------------------------------------------------------------------

/// Memory for `count` floats, 64-byte aligned, not initialised, from the calling thread's free lists.
float *_Nonnull lk_buffer_allocate(size_t count);
/// Gives a buffer of `count` floats back to the calling thread's free lists.
void lk_buffer_release(float *_Nonnull buffer, size_t count);
/// Bytes that the calling thread's free lists hold at the moment.
size_t lk_buffer_cached_bytes(void);
/// Buffers that the calling thread has taken from the system, not from a free list, since it started.
size_t lk_buffer_system_allocations(void);
/// Bytes that the whole process has taken from the system for buffers and not given back.
size_t lk_buffer_held_bytes(void);
/// Bytes of the buffers that the calling thread took, less those that it released.
ptrdiff_t lk_buffer_live_bytes(void);
/// The most that the above has been since the thread started or `restart` was last not 0.
ptrdiff_t lk_buffer_peak_bytes(int restart);

// --- Elementwise -----------------------------------------------------------------------------------------

typedef enum {
  LK_TANH,
  LK_EXP,
  LK_LOG,
  LK_SQRT,
  LK_SQUARE,
  LK_RECIPROCAL,
  LK_RELU,
  LK_SIGMOID,
  LK_SOFTPLUS,
  LK_ABS,
  LK_SIGN,
  LK_SIN,
  LK_COS,
} lk_unary_op;

/// out[i] = op(x[i]). Largest errors against a float64 reference, in units in the last place (ulp) and tested
/// as such: tanh 6, exp 1.5, log 1, sigmoid 3, softplus 2.5, sin and cos 2 (for |x| <= 2^20).
void lk_unary(lk_unary_op op, const float *_Nonnull x, float *_Nonnull out, size_t n);

typedef enum {
  LK_ADD,
  LK_SUBTRACT,
  LK_MULTIPLY,
  LK_DIVIDE,
  LK_LESS_OR_EQUAL,
  LK_LESS,
} lk_binary_op;

/// out[r, i] = op(a[r * a_row + i * a_step], b[r * b_row + i * b_step]) with steps 0 or 1; `out` is contiguous.
/// Comparisons give 1 or 0.
void lk_binary(
    lk_binary_op op, const float *_Nonnull a, size_t a_row, size_t a_step, const float *_Nonnull b,
    size_t b_row, size_t b_step, float *_Nonnull out, size_t rows, size_t columns);

/// out[i] = scale * x[i] + offset
void lk_affine(const float *_Nonnull x, float scale, float offset, float *_Nonnull out, size_t n);
/// out[i] += scale * x[i]
void lk_accumulate(const float *_Nonnull x, float scale, float *_Nonnull out, size_t n);
/// out[i] = mask[i] != 0 ? a[i] : b[i]
void lk_select(
    const float *_Nonnull mask, const float *_Nonnull a, const float *_Nonnull b, float *_Nonnull out, size_t n);
/// out[i] = x[i] limited to [low, high]; NaN stays NaN.
void lk_clamp(const float *_Nonnull x, float low, float high, float *_Nonnull out, size_t n);
/// out[i] = low <= x[i] && x[i] <= high ? 1 : 0
void lk_inside(const float *_Nonnull x, float low, float high, float *_Nonnull out, size_t n);
void lk_fill(float *_Nonnull out, float value, size_t n);

// --- Activations -----------------------------------------------------------------------------------------

typedef enum { LK_IDENTITY, LK_ACTIVATION_TANH, LK_ACTIVATION_RELU, LK_ACTIVATION_SIGMOID } lk_activation;

/// What a product's elements v become: activation(v); or where y is given, v times the activation's derivative at
/// y = activation(x); and where s and c are given too, that plus s c d(activation')/dy. All of the result's shape.
typedef struct {
  lk_activation activation;
  const float *_Nullable y, *_Nullable s, *_Nullable c;
} lk_finish;

/// Finishes `n` elements of a product at `out`, from element `start` on, in place.
void lk_finish_product(const lk_finish *_Nonnull f, float *_Nonnull out, size_t start, size_t n);
/// z[r, i] += row[i]
void lk_add_row(float *_Nonnull z, const float *_Nonnull row, size_t rows, size_t columns);
/// out[i] = c[i] * activation'(x), the derivative expressed in y[i] = activation(x).
void lk_activation_gradient(
    lk_activation kind, const float *_Nonnull c, const float *_Nonnull y, float *_Nonnull out, size_t n);
/// out[i] = s[i] * c[i] * d(activation')/dy at y[i]: what lk_activation_gradient loses or gains when y moves.
void lk_activation_curvature(
    lk_activation kind, const float *_Nonnull s, const float *_Nonnull c, const float *_Nonnull y,
    float *_Nonnull out, size_t n);

/// out[i] = t[i] * activation'(x) + s[i] * c[i] * d(activation')/dy, all at y[i]: both of the above in one pass.
void lk_activation_gradient_tangent(
    lk_activation kind, const float *_Nonnull t, const float *_Nonnull s, const float *_Nonnull c,
    const float *_Nonnull y, float *_Nonnull out, size_t n);

// --- Products of matrices --------------------------------------------------------------------------------

/// A [m, k] times B [k, n], read with any strides.
typedef struct {
  const float *_Nonnull a;
  size_t a_row, a_column;
  const float *_Nonnull b;
  size_t b_row, b_column;
  size_t k;
} lk_product;

/// The highest x86-64 level whose kernels this machine runs: 4, 3, or 0 for the portable ones.
int lk_level(void);

/// out = the sum of `count` products + bias, finished, out [m, n] contiguous, bias [n] or NULL for none.
/// `level` is the highest x86-64 level that may be used: 4 for whatever the machine has, 3 for AVX2. Returns 0
/// and does nothing where a general BLAS is the better choice: on other machines, and for results of fewer than
/// 8 columns or more than 1,024. Every sum runs over k in order, so a row of the result depends on no other.
/// m, n and every k are positive; one of A's and one of B's strides is 1; `out` overlaps no factor.
int lk_multiply(
    int level, const lk_product *_Nonnull products, size_t count, const float *_Nullable bias,
    const lk_finish *_Nonnull finish, float *_Nonnull out, size_t m, size_t n);

// --- Reductions ------------------------------------------------------------------------------------------

/// The sum of x, in blocks of floats whose sums are added in double.
double lk_sum(const float *_Nonnull x, size_t n);
/// The sum of a[i] * b[i], in blocks of floats whose sums are added in double.
double lk_dot(const float *_Nonnull a, const float *_Nonnull b, size_t n);
/// out[o, i] = sum over k of x[o, k, i]
void lk_sum_axis(const float *_Nonnull x, size_t outer, size_t n, size_t inner, float *_Nonnull out);
/// out[o, i] = the largest x[o, k, i] over k; n is positive.
void lk_max_axis(const float *_Nonnull x, size_t outer, size_t n, size_t inner, float *_Nonnull out);
/// indices[o, i] = the first k at which x[o, k, i] is largest
void lk_argmax_axis(
    const float *_Nonnull x, size_t outer, size_t n, size_t inner, int32_t *_Nonnull indices);
/// 1 if no element is infinite or NaN, else 0.
int lk_all_finite(const float *_Nonnull x, size_t n);

// --- Layout ----------------------------------------------------------------------------------------------

/// Fills the contiguous array `out` of dimensions dims[rank] from x with the given strides (0 repeats).
void lk_strided_copy(
    const float *_Nonnull x, size_t rank, const size_t *_Nonnull dims, const size_t *_Nonnull strides,
    float *_Nonnull out);
/// out[c, r] = x[r, c] for x [rows, columns] whose rows start x_pitch apart, those of out out_pitch.
void lk_transpose(
    const float *_Nonnull x, size_t x_pitch, size_t rows, size_t columns, float *_Nonnull out,
    size_t out_pitch);
/// Copies `rows` runs of `n` elements between arrays whose runs start every x_pitch and out_pitch elements.
void lk_copy_rows(
    const float *_Nonnull x, size_t x_pitch, float *_Nonnull out, size_t out_pitch, size_t rows, size_t n);
/// out[o, k, :] = x[o, indices[k], :] for x [outer, axis, inner], out [outer, count, inner].
void lk_gather(
    const float *_Nonnull x, size_t outer, size_t axis, size_t inner, const int32_t *_Nonnull indices,
    size_t count, float *_Nonnull out);
/// out[o, indices[k], :] += x[o, k, :] for x [outer, count, inner], out [outer, axis, inner].
void lk_scatter_add(
    const float *_Nonnull x, size_t outer, size_t axis, size_t inner, const int32_t *_Nonnull indices,
    size_t count, float *_Nonnull out);
/// out[o, i] = x[o, indices[o, i], i] for x [outer, axis, inner].
void lk_pick(
    const float *_Nonnull x, size_t outer, size_t axis, size_t inner, const int32_t *_Nonnull indices,
    float *_Nonnull out);
/// out[o, indices[o, i], i] = x[o, i] for out [outer, axis, inner]; the rest of out is left as it is.
void lk_place(
    const float *_Nonnull x, size_t outer, size_t axis, size_t inner, const int32_t *_Nonnull indices,
    float *_Nonnull out);

// --- Windows ---------------------------------------------------------------------------------------------

/// Windows of kernel_height by kernel_width over images [images, channels, height, width], `stride` apart, over
/// the image extended by `padding` zeros on each side.
typedef struct {
  size_t images, channels, height, width, kernel_height, kernel_width, stride, padding;
} lk_windows;

/// How many windows fit along an axis.
size_t lk_window_count(size_t length, size_t kernel, size_t stride, size_t padding);
/// patch[channel, i, j, n, r, c] = image[n, channel, y, x] for the window whose corner is (r, c) times the stride.
void lk_unfold(const lk_windows *_Nonnull w, const float *_Nonnull image, float *_Nonnull patch);
/// The transpose: image = the sum of the patches at their places.
void lk_fold(const lk_windows *_Nonnull w, const float *_Nonnull patch, float *_Nonnull image);

// --- Multilayer perceptron -------------------------------------------------------------------------------

enum { LK_MOST_LAYERS = 8 };

/// A network h_l = activation(h_{l-1} W_l^T + b_l) without an activation after the last layer, what it is given,
/// h_0 = x [rows, sizes[0]], and what it should answer, y [rows, sizes[layers]]. W_l = weight[l - 1] is
/// [sizes[l], sizes[l - 1]], b_l = bias[l - 1] is [sizes[l]]. All sizes are positive; the activation is the
/// identity, relu or tanh. Gradients are flat: W_1, b_1, W_2, b_2, ... one after another.
typedef struct {
  size_t rows, layers;
  size_t sizes[LK_MOST_LAYERS + 1];
  lk_activation activation;
  const float *_Nonnull x, *_Nonnull y;
  const float *_Nullable weight[LK_MOST_LAYERS], *_Nullable bias[LK_MOST_LAYERS];
} lk_perceptron;

/// The network without layers; they are put on it one after another, at most LK_MOST_LAYERS.
lk_perceptron lk_perceptron_make(
    size_t rows, size_t inputs, lk_activation activation, const float *_Nonnull x, const float *_Nonnull y);
void lk_perceptron_add_layer(
    lk_perceptron *_Nonnull p, const float *_Nonnull weight, const float *_Nonnull bias, size_t outputs);

/// The mean of (h_L - y)^2. `level` as for lk_multiply, but every machine has a kernel.
float lk_perceptron_error(int level, const lk_perceptron *_Nonnull p);
/// Floats of what lk_perceptron_gradient leaves for lk_perceptron_curvature.
size_t lk_perceptron_trail_count(const lk_perceptron *_Nonnull p);
/// The same, its gradient, and the pass itself in `trail`.
float lk_perceptron_gradient(
    int level, const lk_perceptron *_Nonnull p, float *_Nonnull trail, float *_Nonnull gradient);
/// The Hessian times the vector whose tensors are the weights and biases of `vector`, a network of the same
/// sizes; `trail` is that of the gradient at `p`.
void lk_perceptron_curvature(
    int level, const lk_perceptron *_Nonnull p, const float *_Nonnull trail,
    const lk_perceptron *_Nonnull vector, float *_Nonnull product);

// --- Recurrences -----------------------------------------------------------------------------------------

typedef enum { LK_GRU, LK_LSTM } lk_cell;

/// A gated recurrence over `steps` steps of `rows` sequences side by side, time-major: `weight` U is
/// [gates, hidden] and `bias` c [gates] in PyTorch's order of gates. Where `starts` [steps, rows] is given and not
/// 0 a sequence begins: the state before that step is zero. `turned` is U transposed, [hidden, gates], where it is at
/// hand.
typedef struct {
  lk_cell kind;
  size_t steps, rows, hidden;
  const float *_Nonnull weight, *_Nonnull bias;
  const float *_Nullable turned, *_Nullable starts;
} lk_recurrence;

/// Numbers of a row: its state (GRU h; LSTM h, then the cell), its gates, what forward keeps of a step for backward.
size_t lk_recurrence_state(const lk_recurrence *_Nonnull r);
size_t lk_recurrence_gates(const lk_recurrence *_Nonnull r);
size_t lk_recurrence_kept(const lk_recurrence *_Nonnull r);

/// `states` [steps, rows, state] after each step, from `gates` [steps, rows, gates], which are W x + b, and `initial`
/// [rows, state]. `previous` [steps, rows, hidden] becomes h before each step, `kept` [steps, rows, kept] what
/// backward needs; NULL for either where there is no way back. A row's states depend on no other row. `level` as for
/// lk_multiply, but every machine has a kernel.
void lk_recurrence_forward(
    int level, const lk_recurrence *_Nonnull r, const float *_Nonnull gates, const float *_Nonnull initial,
    float *_Nonnull states, float *_Nullable previous, float *_Nullable kept);
/// The cotangents of gates, of U h + c [steps, rows, gates] and of `initial`, from that of the states.
void lk_recurrence_backward(
    int level, const lk_recurrence *_Nonnull r, const float *_Nonnull previous, const float *_Nonnull kept,
    const float *_Nonnull cotangent, float *_Nonnull d_gates, float *_Nonnull d_recurrent,
    float *_Nonnull d_initial);

/// out [rows, n] = activation(x [rows, in] turned [in, n] + bias [n]): a layer whose weight was transposed before.
void lk_turned_linear(
    int level, const float *_Nonnull x, size_t rows, size_t in, const float *_Nonnull turned,
    const float *_Nonnull bias, lk_activation activation, float *_Nonnull out, size_t n);

// --- Attention -------------------------------------------------------------------------------------------

/// Causal attention of `heads` heads of `size` components over `steps` steps of `rows` sequences side by side:
/// `projected` [steps, rows, 3, heads, size] are queries, keys and values, `bias` [heads, span] what is added to scores
/// by distance, from the farthest to the step itself; span is the smaller of `steps` and `window`, the number of steps
/// that one looks back at, itself included. `starts` as for recurrences: nothing before is seen. All sizes are positive.
typedef struct {
  size_t steps, rows, heads, size, window;
  const float *_Nonnull projected, *_Nonnull bias;
  const float *_Nullable starts;
} lk_attention;

size_t lk_attention_span(const lk_attention *_Nonnull a);
/// `out` [steps, rows, heads, size], and in `logs` [steps, rows, heads] what backward needs. A row depends on no other.
void lk_attention_forward(
    int level, const lk_attention *_Nonnull a, float *_Nonnull out, float *_Nonnull logs);
/// The cotangents of `projected` and `bias` from that of `out`.
void lk_attention_backward(
    int level, const lk_attention *_Nonnull a, const float *_Nonnull out, const float *_Nonnull logs,
    const float *_Nonnull cotangent, float *_Nonnull d_projected, float *_Nonnull d_bias);
/// Floats of a row's keys and values for heads of `width` components together: keys [width, window rounded up to 16],
/// then values [window, width].
size_t lk_attention_cache(size_t width, size_t window);
/// One step (`steps` is not read, bias is [heads, window]) of rows that have seen counts[row * pitch] steps and keep
/// their keys and values at cache + row * pitch, where the step's own take the place of the oldest. Where fewer than
/// `window` steps were seen, the rest is finite. out is [rows, heads, size].
void lk_attention_step(
    int level, const lk_attention *_Nonnull a, const float *_Nonnull counts, float *_Nonnull cache, size_t pitch,
    float *_Nonnull out);

/// y = (x - mean) / sqrt(variance + epsilon) of each row of n, and `scales` [rows], one over that root.
void lk_normalize(
    const float *_Nonnull x, size_t rows, size_t n, float epsilon, float *_Nonnull y, float *_Nonnull scales);
/// out = scale (c - mean(c) - y mean(c y)) of each row: the cotangent of x from that of y.
void lk_normalize_backward(
    const float *_Nonnull y, const float *_Nonnull scales, const float *_Nonnull c, size_t rows, size_t n,
    float *_Nonnull out);

// --- Diagonal Gaussian -----------------------------------------------------------------------------------

/// Normal distributions with `mean` [rows, n], and where they are looked at, `x` [rows, n]. log_std is [n] (pitch
/// 0) or [rows, n] (pitch n). Below z = (x - mean) / std, c is [rows], shift [rows, n] the tangent of mean - x,
/// and tangents have the shape of what they are tangents of.
typedef struct {
  const float *_Nonnull x, *_Nonnull mean, *_Nonnull log_std;
  size_t pitch, rows, n;
} lk_gaussian;

/// out[r] = sum over i of -z^2 / 2 - log_std - log(2 pi) / 2
void lk_gaussian_log_density(const lk_gaussian *_Nonnull g, float *_Nonnull out);
/// out[r, i] = c[r] z / std
void lk_gaussian_mean_gradient(
    const lk_gaussian *_Nonnull g, const float *_Nonnull c, float *_Nonnull out);
/// out[r, i] = c[r] (z^2 - 1), summed over r where pitch is 0.
void lk_gaussian_log_std_gradient(
    const lk_gaussian *_Nonnull g, const float *_Nonnull c, float *_Nonnull out);

/// What each of the three changes by when its arguments move along tangents.
void lk_gaussian_log_density_tangent(
    const lk_gaussian *_Nonnull g, const float *_Nonnull shift, const float *_Nonnull log_std_tangent,
    float *_Nonnull out);
void lk_gaussian_mean_gradient_tangent(
    const lk_gaussian *_Nonnull g, const float *_Nonnull c, const float *_Nonnull c_tangent,
    const float *_Nonnull shift, const float *_Nonnull log_std_tangent, float *_Nonnull out);
void lk_gaussian_log_std_gradient_tangent(
    const lk_gaussian *_Nonnull g, const float *_Nonnull c, const float *_Nonnull c_tangent,
    const float *_Nonnull shift, const float *_Nonnull log_std_tangent, float *_Nonnull out);

#ifdef __cplusplus
}
#endif
