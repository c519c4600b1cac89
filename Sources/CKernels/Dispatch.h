// Compiles a function once per instruction set; the loader picks one through an ifunc resolver.
//
// Sanitizers instrument the resolver too, which then runs before they are set up and crashes, so sanitized
// builds get the portable loop alone.
#pragma once

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define LK_SANITIZED
#endif
#endif

#if defined(__x86_64__) && defined(__linux__) && !defined(LK_SANITIZED)
#define KERNEL __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define KERNEL
#endif

#define INLINE static inline __attribute__((always_inline))
