// One step of chains of revolute joints: what b2Island::Solve and b2RevoluteJoint of libbox2d 2.4.1 do, number by
// number. An island is a chain, solved from its tip to the ground, as the engine finds it when bodies and joints are
// made from the ground on. No product is fused with a sum, since the library's are not.

#include "Chains.hpp"

#pragma clang fp contract(off)

static const float pi = 3.14159265359f;
static const float max_translation = 2;                     // m in a step
static const float max_rotation = 0.5f * pi;                // rad in a step
static const float linear_slop = 0.005f;                    // m
static const float angular_slop = 2.0f / 180.0f * pi;       // rad
static const float max_correction = 8.0f / 180.0f * pi;     // rad

LANES_INLINE void push(LaneBody &body, float h) {
  const Floats gain = h * body.inverse_mass;
  body.vx += gain * body.force_x;
  body.vy += gain * body.force_y;
  body.omega += h * body.inverse_inertia * body.torque;
  const Floats kept = 1.0f / (1.0f + h * body.linear_damping);
  body.vx *= kept;
  body.vy *= kept;
  body.omega *= 1.0f / (1.0f + h * body.angular_damping);
}

/// An impulse, and its moments about the two centres of mass.
LANES_INLINE void kick(LaneBody &a, LaneBody &b, Floats px, Floats py, Floats moment_a, Floats moment_b) {
  a.vx -= a.inverse_mass * px;
  a.vy -= a.inverse_mass * py;
  a.omega -= a.inverse_inertia * moment_a;
  b.vx += b.inverse_mass * px;
  b.vy += b.inverse_mass * py;
  b.omega += b.inverse_inertia * moment_b;
}

LANES_INLINE void prepare(LaneJoint &j, LaneBody &a, LaneBody &b, float ratio) {
  j.rax = a.cosine * j.ax - a.sine * j.ay;
  j.ray = a.sine * j.ax + a.cosine * j.ay;
  j.rbx = b.cosine * j.bx - b.sine * j.by;
  j.rby = b.sine * j.bx + b.cosine * j.by;
  const Floats ma = a.inverse_mass, mb = b.inverse_mass, ia = a.inverse_inertia, ib = b.inverse_inertia;
  j.k11 = ma + mb + j.ray * j.ray * ia + j.rby * j.rby * ib;
  j.k12 = -j.ray * j.rax * ia - j.rby * j.rbx * ib;
  j.k22 = ma + mb + j.rax * j.rax * ia + j.rbx * j.rbx * ib;
  j.scale = inverse_or_zero(j.k11 * j.k22 - j.k12 * j.k12);
  j.axial = inverse_or_zero(ia + ib);
  j.position = b.angle - a.angle - j.reference;
  for (Floats *impulse : {&j.px, &j.py, &j.motor, &j.below, &j.above}) *impulse *= ratio;
  const Floats axial = j.motor + j.below - j.above;
  kick(a, b, j.px, j.py, (j.rax * j.py - j.ray * j.px) + axial, (j.rbx * j.py - j.rby * j.px) + axial);
}

/// `total` becomes `next` where the constraint is there; turns both bodies by what that adds.
LANES_INLINE void turn(LaneBody &a, LaneBody &b, Mask there, Floats &total, Floats next, float sign) {
  const Floats old = total;
  total = there ? next : old;
  const Floats impulse = total - old;
  a.omega -= sign * (a.inverse_inertia * impulse);
  b.omega += sign * (b.inverse_inertia * impulse);
}

LANES_INLINE void solve_velocity(LaneJoint &j, LaneBody &a, LaneBody &b, float h, float rate) {
  const Floats limit = h * j.torque;
  const Floats motor = j.motor + -j.axial * (b.omega - a.omega - j.speed);
  turn(a, b, j.has_motor, j.motor, most(-limit, least(motor, limit)), 1);
  if (j.limited) {
    const Floats below = -j.axial * ((b.omega - a.omega) + most(j.position - j.lower, Floats{}) * rate);
    turn(a, b, j.has_limits, j.below, most(j.below + below, Floats{}), 1);
    const Floats above = -j.axial * ((a.omega - b.omega) + most(j.upper - j.position, Floats{}) * rate);
    turn(a, b, j.has_limits, j.above, most(j.above + above, Floats{}), -1);
  }
  const Floats cx = -(b.vx + -b.omega * j.rby - a.vx - -a.omega * j.ray);
  const Floats cy = -(b.vy + b.omega * j.rbx - a.vy - a.omega * j.rax);
  const Floats px = j.scale * (j.k22 * cx - j.k12 * cy);
  const Floats py = j.scale * (j.k11 * cy - j.k12 * cx);
  j.px += px;
  j.py += py;
  kick(a, b, px, py, j.rax * py - j.ray * px, j.rbx * py - j.rby * px);
}

LANES_INLINE void move(LaneBody &body, float h) {
  const Floats dx = h * body.vx, dy = h * body.vy, squared = dx * dx + dy * dy;
  const Mask far = squared > max_translation * max_translation;
  if (any(far)) {
    const Floats kept = far ? max_translation / square_root(squared) : each(1);
    body.vx *= kept;
    body.vy *= kept;
  }
  const Floats turn = h * body.omega;
  const Mask fast = turn * turn > max_rotation * max_rotation;
  if (any(fast)) body.omega *= fast ? max_rotation / absolute(turn) : each(1);
  body.x += h * body.vx;
  body.y += h * body.vy;
  body.angle += h * body.omega;
}

/// How far the joint is to be turned back into its limits.
LANES_INLINE Floats overturn(const LaneJoint &j, Floats position) {
  const Floats most_back = each(-max_correction), most_on = each(max_correction);
  const Floats locked = most(most_back, least(position - j.lower, most_on));
  const Floats below = most(most_back, least(position - j.lower + angular_slop, Floats{}));
  const Floats above = most(Floats{}, least(position - j.upper - angular_slop, most_on));
  const Floats free = position <= j.lower ? below : position >= j.upper ? above : Floats{};
  const Floats error = absolute(j.upper - j.lower) < 2.0f * angular_slop ? locked : free;
  return j.has_limits ? error : Floats{};
}

/// Moves the bodies of the `open` rows together; says which joints were where they should be.
LANES_INLINE Mask solve_position(const LaneJoint &j, LaneBody &a, LaneBody &b, Mask open) {
  Floats angle_a = a.angle, angle_b = b.angle, overturned = {};
  if (j.limited) {
    overturned = overturn(j, angle_b - angle_a - j.reference);
    const Floats impulse = -j.axial * overturned;
    angle_a -= a.inverse_inertia * impulse;
    angle_b += b.inverse_inertia * impulse;
  }
  Floats sa = a.sine, ca = a.cosine, sb, cb;
  if (!j.grounded) sine_and_cosine(angle_a, sa, ca);
  sine_and_cosine(angle_b, sb, cb);
  const Floats rax = ca * j.ax - sa * j.ay, ray = sa * j.ax + ca * j.ay;
  const Floats rbx = cb * j.bx - sb * j.by, rby = sb * j.bx + cb * j.by;
  const Floats cx = b.x + rbx - a.x - rax, cy = b.y + rby - a.y - ray;
  const Floats ma = a.inverse_mass, mb = b.inverse_mass, ia = a.inverse_inertia, ib = b.inverse_inertia;
  const Floats k11 = ma + mb + ia * ray * ray + ib * rby * rby;
  const Floats k12 = -ia * rax * ray - ib * rbx * rby;
  const Floats k22 = ma + mb + ia * rax * rax + ib * rbx * rbx;
  const Floats scale = inverse_or_zero(k11 * k22 - k12 * k12);
  const Floats px = -(scale * (k22 * cx - k12 * cy)), py = -(scale * (k11 * cy - k12 * cx));
  if (!j.grounded) {
    a.x = open ? a.x - ma * px : a.x;
    a.y = open ? a.y - ma * py : a.y;
    a.angle = open ? angle_a - ia * (rax * py - ray * px) : a.angle;
  }
  b.x = open ? b.x + mb * px : b.x;
  b.y = open ? b.y + mb * py : b.y;
  b.angle = open ? angle_b + ib * (rbx * py - rby * px) : b.angle;
  return (square_root(cx * cx + cy * cy) <= linear_slop) & (absolute(overturned) <= angular_slop);
}

/// Of joints `first` up to `end`, until all rows are good.
LANES_INLINE void solve_positions(LaneGroup &group, size_t first, size_t end, int32_t iterations) {
  Mask open = ~Mask{};
  for (int32_t k = 0; k < iterations && any(open); ++k) {
    Mask good = ~Mask{};
    for (size_t i = end; i-- > first;) {
      good &= solve_position(group.joints[i], group.first_body(i), group.bodies[i], open);
    }
    open &= ~good;
  }
}

LANES_KERNEL void solve_chains(LaneGroup &group, const CBSettings &settings) {
  const float h = settings.time_step, rate = 1.0f / h;
  const size_t count = group.joints.size();
  for (LaneBody &body : group.bodies) push(body, h);
  // The engine scales what it remembers by the ratio of steps, which rounding may keep from being 1.
  for (size_t i = count; i-- > 0;) prepare(group.joints[i], group.first_body(i), group.bodies[i], rate * h);
  for (int32_t k = 0; k < settings.velocity_iterations; ++k) {
    for (size_t i = count; i-- > 0;) {
      solve_velocity(group.joints[i], group.first_body(i), group.bodies[i], h, rate);
    }
  }
  for (LaneBody &body : group.bodies) move(body, h);
  for (size_t first = 0, end = 1; first < count; first = end++) {
    while (end < count && !group.joints[end].grounded) ++end;
    solve_positions(group, first, end, settings.position_iterations);
  }
  for (LaneBody &body : group.bodies) sine_and_cosine(body.angle, body.sine, body.cosine);
}
