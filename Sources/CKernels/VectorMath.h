// Elementary functions of one float, free of branches so that loops over them vectorise.
//
// Each follows the classical recipe: reduce the argument exactly, evaluate a short polynomial, undo the
// reduction. Bounds are stated in CKernels.h and tested over sampled bit patterns of every sign and exponent.
#pragma once
#include "Dispatch.h"
#include <math.h>
#include <stdint.h>
#include <string.h>

INLINE uint32_t vm_bits(float x) {
  uint32_t u;
  memcpy(&u, &x, 4);
  return u;
}

INLINE float vm_float(uint32_t u) {
  float x;
  memcpy(&x, &u, 4);
  return x;
}

INLINE float vm_limit(float x, float low, float high) {
  x = x > high ? high : x;
  return x < low ? low : x;
}

/// e^x = 2^k e^r with |r| <= log(2) / 2. k is rounded by adding 1.5 * 2^23, and applied in two halves so that
/// results below the normal range and overflow to infinity come out right.
INLINE float vm_exp(float x) {
  const float shift = 12582912.0f;
  float limited = vm_limit(x, -104.0f, 89.0f);
  float t = limited * 1.44269504088896341f + shift;
  int32_t k = (int32_t)(vm_bits(t) - vm_bits(shift));
  float kf = t - shift;
  float r = limited - kf * 0.693359375f;
  r = r - kf * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  int32_t half = k >> 1;
  float s1 = vm_float((uint32_t)(half + 127) << 23);
  float s2 = vm_float((uint32_t)(k - half + 127) << 23);
  return p * s1 * s2;
}

/// (log(1 + f) - f + f^2 / 2) / f^3 for 1 + f in [sqrt(1/2), sqrt(2)).
INLINE float vm_log_tail(float f) {
  float p = 7.0376836292e-2f;
  p = p * f - 1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f - 1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f - 1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f - 2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  return p;
}

/// log(2^e m) = e log(2) + log(m) with m in [sqrt(1/2), sqrt(2)).
INLINE float vm_log(float x) {
  float tiny = x < 1.17549435e-38f ? 8388608.0f : 1.0f;
  float e0 = x < 1.17549435e-38f ? -23.0f : 0.0f;
  float y = x * tiny;
  uint32_t u = vm_bits(y) - 0x3f3504f3u;
  float e = e0 + (float)((int32_t)u >> 23);
  float f = vm_float((u & 0x007fffffu) + 0x3f3504f3u) - 1.0f;
  float z = f * f;
  float r = f * z * vm_log_tail(f);
  r = r + e * -2.12194440e-4f;
  r = r - 0.5f * z;
  r = f + r;
  r = r + e * 0.693359375f;
  r = x == INFINITY ? INFINITY : r;
  r = x == 0.0f ? -INFINITY : r;
  return x >= 0.0f ? r : NAN;
}

/// tanh as an odd rational function of degree 13 over 6 (the coefficients of Eigen's ptanh), which stays
/// within 1 ulp of 1 beyond the limit.
INLINE float vm_tanh(float x) {
  float c = vm_limit(x, -9.0f, 9.0f);
  float s = c * c;
  float p = -2.76076847742355e-16f;
  p = p * s + 2.00018790482477e-13f;
  p = p * s + -8.60467152213735e-11f;
  p = p * s + 5.12229709037114e-08f;
  p = p * s + 1.48572235717979e-05f;
  p = p * s + 6.37261928875436e-04f;
  p = p * s + 4.89352455891786e-03f;
  float q = 1.19825839466702e-06f;
  q = q * s + 1.18534705686654e-04f;
  q = q * s + 2.26843463243900e-03f;
  q = q * s + 4.89352518554385e-03f;
  float r = c * p / q;
  return fabsf(x) < 4e-4f ? x : r;
}

/// e^-|x| cannot overflow, so neither tail loses its last bits.
INLINE float vm_sigmoid(float x) {
  float u = vm_exp(-fabsf(x));
  return (x < 0.0f ? u : 1.0f) / (1.0f + u);
}

/// log(1 + u) for u in [0, 1]: u itself is reduced where 1 + u < sqrt(2), else (1 + u) / 2 - 1, so that small
/// ones lose nothing.
INLINE float vm_log1p(float u) {
  int large = u > 0.41421356f;
  float f = large ? 0.5f * (u - 1.0f) : u;
  float e = large ? 1.0f : 0.0f;
  float z = f * f;
  float r = f * z * vm_log_tail(f) + e * -2.12194440e-4f - 0.5f * z;
  return (f + r) + e * 0.693359375f;
}

/// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)
INLINE float vm_softplus(float x) { return (x > 0.0f ? x : 0.0f) + vm_log1p(vm_exp(-fabsf(x))); }

/// sin(x + quarter * pi / 2): the argument is reduced by multiples of pi / 2 in double, in two parts of which
/// the first has 33 bits, so that its product with the multiple is exact for |x| <= 2^20.
INLINE float vm_sine(float x, int32_t quarter) {
  const double shift = 6755399441055744.0;
  double d = x;
  double t = d * 0.63661977236758134308 + shift;
  uint64_t tb;
  memcpy(&tb, &t, 8);
  int32_t q = (int32_t)tb + quarter;
  float r = (float)((d - (t - shift) * 1.57079632673412561417) - (t - shift) * 6.07710050650619224932e-11);
  float z = r * r;
  float s = ((-1.9515295891e-4f * z + 8.3321608736e-3f) * z - 1.6666654611e-1f) * z * r + r;
  float c = ((2.443315711809948e-5f * z - 1.388731625493765e-3f) * z + 4.166664568298827e-2f) * z * z -
            0.5f * z + 1.0f;
  float v = (q & 1) ? c : s;
  return (q & 2) ? -v : v;
}
