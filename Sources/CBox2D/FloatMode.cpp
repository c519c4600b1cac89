// The processor's floating-point mode, which belongs to a thread and may be anything in a host process.

#include "CBox2D.h"

#if defined(__x86_64__)
#include <immintrin.h>

uint32_t cb_float_mode_enter(void) {
  const uint32_t mode = _mm_getcsr();
  _mm_setcsr(0x1f80);
  return mode;
}

void cb_float_mode_leave(uint32_t mode) { _mm_setcsr(mode); }

#elif defined(__aarch64__)

uint32_t cb_float_mode_enter(void) {
  uint64_t mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  __asm__ volatile("msr fpcr, %0" : : "r"(uint64_t{0}));
  return static_cast<uint32_t>(mode);
}

void cb_float_mode_leave(uint32_t mode) { __asm__ volatile("msr fpcr, %0" : : "r"(uint64_t{mode})); }

#else
#error "the floating-point mode of this processor is not known"
#endif
