// The engine's profiling timers, which nobody reads, replaced by ones that do nothing.
//
// b2World::Step constructs or resets nine of them, and each asks the kernel for the time: 30 % of the step of a
// two-link arm. libbox2d.so calls them through its dynamic symbol table, where the definitions of the program
// come first. No result depends on them.

#include <box2d/b2_timer.h>

b2Timer::b2Timer() : m_start_sec(0), m_start_usec(0) {}
void b2Timer::Reset() {}
float b2Timer::GetMilliseconds() const { return 0.0f; }
