#pragma once

#include "CBox2D.h"
#include "Lanes.hpp"

#include <vector>

/// One body of sixteen rows; units as in `CBBody`.
struct LaneBody {
  Floats x, y, angle, vx, vy, omega;           // of the centre of mass
  Floats cosine, sine;                         // of the angle
  Floats mass, inverse_mass, inverse_inertia;  // about the centre of mass
  Floats center_x, center_y;                   // of mass, body coordinates
  Floats linear_damping, angular_damping;
  Floats force_x, force_y, torque;             // N, N m, of this step
};

/// One revolute joint of sixteen rows, and what the solver remembers of it.
struct LaneJoint {
  bool grounded;                               // its first body is the ground
  bool limited;                                // in some row
  Floats ax, ay, bx, by;                       // m, anchors from the centres of mass, body coordinates
  Floats reference, lower, upper;              // rad
  Mask has_limits, has_motor;
  Floats torque, speed;                        // N m and rad/s, of the motor
  Floats px, py, motor, below, above;          // impulses, N s and N m s
  // Of this step: anchors in world coordinates, the inverse effective masses, the joint's position.
  Floats rax, ray, rbx, rby, k11, k12, k22, scale, axial, position;
};

struct LaneActuator {
  int32_t kind, joint;
  Floats scale, drift, gain, speed;
};

/// Chains of sixteen neighbouring rows.
struct LaneGroup {
  LaneBody ground;
  std::vector<LaneBody> bodies;
  std::vector<LaneJoint> joints;               // joint i holds body i, to the one before it or to the ground
  std::vector<LaneActuator> actuators;
  Floats gravity_x, gravity_y;

  LaneBody &first_body(size_t joint) { return joints[joint].grounded ? ground : bodies[joint - 1]; }
  const LaneBody &first_body(size_t joint) const { return joints[joint].grounded ? ground : bodies[joint - 1]; }
};

/// Rows of contact-free chains of revolute joints, each chain from the ground on, sixteen rows at a time: the steps of
/// libbox2d 2.4.1 in its order, and so its bits. Rows of a world begin a group of their own.
class ChainBatch {
 public:
  ChainBatch(const CBSettings &settings, int32_t rows, int32_t stride, int32_t bodies, int32_t actuators,
             int32_t rows_per_world);

  void place(int32_t row, CBVec2 gravity, const CBBody *bodies, const CBJoint *joints, const CBActuator *actuators);
  void change(int32_t row, int32_t number, int32_t index, float value);
  void push(int32_t row, int32_t body, CBVec2 impulse);
  /// Steps rows `first` up to `end`, those of one world, and writes the `wanted` channels of the `active` ones.
  void step(int32_t first, int32_t end, const float *commands, float *state, const uint8_t *wanted,
            const uint8_t *active, bool *broken);
  void read(int32_t row, float *state) const;

 private:
  LaneGroup &group(int32_t row) { return groups[group_number(row)]; }
  size_t group_number(int32_t row) const {
    return row / rows_per_world * groups_per_world + row % rows_per_world / LANES;
  }
  int32_t lane(int32_t row) const { return row % rows_per_world % LANES; }

  CBSettings settings;
  int32_t stride, rows_per_world, groups_per_world;
  std::vector<LaneGroup> groups;
};

/// One engine step of a group whose forces and motors are set.
void solve_chains(LaneGroup &group, const CBSettings &settings);
