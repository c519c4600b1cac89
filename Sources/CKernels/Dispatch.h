// Compiles a function once per instruction set and picks one when the program is loaded.
#pragma once

#if defined(__x86_64__) && defined(__linux__)
#define KERNEL __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define KERNEL
#endif

#define INLINE static inline __attribute__((always_inline))
