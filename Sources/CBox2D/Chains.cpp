// Rows of chains in lanes: placing them, telling their motors, reading them.

#include "Chains.hpp"

#include <algorithm>
#include <cstring>

#pragma clang fp contract(off)

ChainBatch::ChainBatch(const CBSettings &settings, int32_t rows, int32_t stride, int32_t bodies, int32_t actuators,
                       int32_t rows_per_world)
    : settings(settings), stride(stride), rows_per_world(rows_per_world),
      groups_per_world((rows_per_world + LANES - 1) / LANES) {
  LaneGroup empty{};
  empty.ground.cosine = each(1);
  empty.bodies.resize(bodies, LaneBody{});
  empty.joints.resize(bodies, LaneJoint{});
  empty.actuators.resize(actuators, LaneActuator{});
  groups.resize(static_cast<size_t>((rows + rows_per_world - 1) / rows_per_world) * groups_per_world, empty);
}

static void place_body(LaneBody &body, int32_t l, const CBBody &def) {
  const float s = sinf(def.angle), c = cosf(def.angle), x = def.center.x, y = def.center.y;
  body.angle[l] = def.angle;
  body.cosine[l] = c;
  body.sine[l] = s;
  body.x[l] = (c * x - s * y) + def.position.x;
  body.y[l] = (s * x + c * y) + def.position.y;
  // The engine takes the velocity for that of the origin.
  body.vx[l] = def.velocity.x + -def.angular_velocity * (body.y[l] - def.position.y);
  body.vy[l] = def.velocity.y + def.angular_velocity * (body.x[l] - def.position.x);
  body.omega[l] = def.angular_velocity;
  body.mass[l] = def.mass;
  body.inverse_mass[l] = 1.0f / def.mass;
  body.inverse_inertia[l] = 1.0f / (def.inertia - def.mass * (x * x + y * y));
  body.center_x[l] = x;
  body.center_y[l] = y;
  body.linear_damping[l] = def.linear_damping;
  body.angular_damping[l] = def.angular_damping;
}

static void place_joint(LaneJoint &joint, int32_t l, const CBJoint &def, const CBBody *first, const CBBody &second) {
  joint.grounded = first == nullptr;
  joint.limited |= def.limited;
  joint.ax[l] = def.anchor_a.x - (first == nullptr ? 0 : first->center.x);
  joint.ay[l] = def.anchor_a.y - (first == nullptr ? 0 : first->center.y);
  joint.bx[l] = def.anchor_b.x - second.center.x;
  joint.by[l] = def.anchor_b.y - second.center.y;
  joint.reference[l] = def.reference_angle;
  joint.lower[l] = def.lower;
  joint.upper[l] = def.upper;
  joint.has_limits[l] = def.limited ? -1 : 0;
  joint.has_motor[l] = def.friction > 0 ? -1 : 0;
  joint.torque[l] = def.friction;
  for (Floats *number : {&joint.speed, &joint.px, &joint.py, &joint.motor, &joint.below, &joint.above}) {
    (*number)[l] = 0;
  }
}

void ChainBatch::place(int32_t row, CBVec2 gravity, const CBBody *body_defs, const CBJoint *joint_defs,
                       const CBActuator *actuator_defs) {
  LaneGroup &g = group(row);
  const int32_t l = lane(row);
  g.gravity_x[l] = gravity.x;
  g.gravity_y[l] = gravity.y;
  // The solver adds nothing to the ground's velocity, but nothing times infinity.
  g.ground.vx[l] = g.ground.vy[l] = g.ground.omega[l] = 0;
  for (size_t i = 0; i < g.joints.size(); ++i) {
    const CBJoint &joint = joint_defs[i];
    place_body(g.bodies[i], l, body_defs[i]);
    place_joint(g.joints[i], l, joint, joint.body_a < 0 ? nullptr : body_defs + joint.body_a, body_defs[i]);
  }
  for (size_t i = 0; i < g.actuators.size(); ++i) {
    const CBActuator &def = actuator_defs[i];
    LaneActuator &actuator = g.actuators[i];
    actuator.kind = def.kind;
    actuator.joint = def.target;
    actuator.scale[l] = def.scale;
    actuator.drift[l] = def.drift;
    actuator.gain[l] = def.gain;
    actuator.speed[l] = def.speed;
    if (def.kind == CB_JOINT_TORQUE) continue;
    g.joints[def.target].has_motor[l] = -1;
    g.joints[def.target].torque[l] = def.limit;
  }
}

void ChainBatch::change(int32_t row, int32_t number, int32_t index, float value) {
  LaneGroup &g = group(row);
  Floats &changed = [&]() -> Floats & {
    switch (number) {
    case CB_ACTUATOR_SCALE: return g.actuators[index].scale;
    case CB_ACTUATOR_DRIFT: return g.actuators[index].drift;
    case CB_GRAVITY_X: return g.gravity_x;
    case CB_GRAVITY_Y: return g.gravity_y;
    case CB_LINEAR_DAMPING: return g.bodies[index].linear_damping;
    default: return g.bodies[index].angular_damping;
    }
  }();
  changed[lane(row)] = value;
}

void ChainBatch::push(int32_t row, int32_t index, CBVec2 impulse) {
  const int32_t l = lane(row);
  LaneBody &body = group(row).bodies[index];
  body.vx[l] += body.inverse_mass[l] * impulse.x;
  body.vy[l] += body.inverse_mass[l] * impulse.y;
}

static Floats position(const LaneGroup &group, size_t joint) {
  return group.bodies[joint].angle - group.first_body(joint).angle - group.joints[joint].reference;
}

/// Sets forces and motors; `commands` are those of the group's `count` rows.
static void apply(LaneGroup &group, const float *commands, int32_t stride, int32_t count) {
  for (LaneBody &body : group.bodies) {
    body.force_x = Floats{} + body.mass * group.gravity_x;
    body.force_y = Floats{} + body.mass * group.gravity_y;
    body.torque = Floats{};
  }
  for (size_t i = 0; i < group.actuators.size(); ++i) {
    const LaneActuator &actuator = group.actuators[i];
    LaneJoint &joint = group.joints[actuator.joint];
    Floats command = {};
    std::memcpy(&command, commands + i * stride, count * sizeof(float));
    Floats value = actuator.scale * command;
    value = actuator.drift != 0.0f ? value + actuator.drift : value;
    switch (actuator.kind) {
    case CB_JOINT_VELOCITY: joint.speed = value; break;
    case CB_JOINT_POSITION:
      value = actuator.gain * (value - position(group, actuator.joint));
      // As std::max and std::min choose.
      value = value < -actuator.speed ? -actuator.speed : value;
      joint.speed = actuator.speed < value ? actuator.speed : value;
      break;
    default:
      group.first_body(actuator.joint).torque += -value;
      group.bodies[actuator.joint].torque += value;
    }
  }
}

/// Tells `put` the channels in their order.
template <class Put> static void report(const LaneGroup &group, Put put) {
  for (const LaneBody &body : group.bodies) {
    put(body.x - (body.cosine * body.center_x - body.sine * body.center_y));
    put(body.y - (body.sine * body.center_x + body.cosine * body.center_y));
    put(body.cosine);
    put(body.sine);
    put(body.angle);
    put(body.vx);
    put(body.vy);
    put(body.omega);
  }
  for (size_t i = 0; i < group.joints.size(); ++i) {
    put(position(group, i));
    put(group.bodies[i].omega - group.first_body(i).omega);
  }
}

void ChainBatch::step(int32_t first, int32_t end, const float *commands, float *state, const uint8_t *wanted,
                      const uint8_t *active, bool *broken) {
  for (; first < end; first += LANES) {
    LaneGroup &g = group(first);
    const int32_t count = std::min<int32_t>(LANES, end - first);
    for (int32_t substep = 0; substep < settings.substeps; ++substep) {
      apply(g, commands + first, stride, count);
      solve_chains(g, settings);
    }
    const bool all = count == LANES && std::all_of(active + first, active + first + LANES, [](uint8_t a) { return a; });
    const uint8_t *want = wanted;
    float *out = state + first;
    Floats check = {};  // 0 × finite is 0; 0 × infinity and 0 × NaN are NaN
    report(g, [&](Floats value) {
      check += 0.0f * value;
      if (!*want++) {
      } else if (all) {
        std::memcpy(out, &value, sizeof value);
      } else {
        for (int32_t l = 0; l < count; ++l) {
          if (active[first + l]) out[l] = value[l];
        }
      }
      out += stride;
    });
    for (int32_t l = 0; l < count; ++l) broken[first + l] = active[first + l] && !(check[l] == 0);
  }
}

void ChainBatch::read(int32_t row, float *state) const {
  float *out = state + row;
  const int32_t l = lane(row);
  report(groups[group_number(row)], [&](Floats value) {
    *out = value[l];
    out += stride;
  });
}
