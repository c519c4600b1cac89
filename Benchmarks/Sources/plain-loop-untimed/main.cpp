// The plain loop with the engine's profiling timers switched off, as Limber has them: it calls them through the dynamic
// symbol table, so that a program may provide its own.

#include "../plain-loop/main.cpp"

b2Timer::b2Timer() : m_start_sec(0), m_start_usec(0) {}
void b2Timer::Reset() {}
float b2Timer::GetMilliseconds() const { return 0; }
