// Points that move as told: the inverse kinematics of a chain of revolute joints.
//
// With J [3][joints] the derivative of the point's x and y, in units of the chain's reach, and of its body's angle by
// the joints' positions, and v the wanted velocities, the joints' speeds are Jᵀ (J Jᵀ + λ² I)⁻¹ v: the smallest that
// move the point as told (D. E. Whitney, Resolved motion rate control of manipulators and human prostheses, 1969).
// Near a pose in which no speeds do, λ = 0.05 (1 - w / 0.04) with w = √det(J Jᵀ) < 0.04 keeps them finite; elsewhere
// λ is 0 (Y. Nakamura and H. Hanafusa, Inverse kinematic solutions with singularity robustness, 1986, eq. 25).

#include "Batch.hpp"

#include <algorithm>
#include <cmath>

/// Rows of J that a chain is to follow: without a direction the third is left out.
struct Wanted {
  double x, y, turn;
};

/// J Jᵀ and its inverse times a vector.
struct Gram {
  double xx = 0, xy = 0, yy = 0, xt = 0, yt = 0, tt = 0;

  void add(const Wanted &column) {
    xx += column.x * column.x;
    xy += column.x * column.y;
    yy += column.y * column.y;
    xt += column.x * column.turn;
    yt += column.y * column.turn;
    tt += column.turn * column.turn;
  }

  void damp(double squared) {
    xx += squared;
    yy += squared;
    tt += squared;
  }

  double determinant() const {
    return xx * (yy * tt - yt * yt) + xy * (yt * xt - xy * tt) + xt * (xy * yt - yy * xt);
  }

  Wanted solve(const Wanted &v) const {
    const double a = yy * tt - yt * yt, b = yt * xt - xy * tt, c = xy * yt - yy * xt;
    const double d = xx * tt - xt * xt, e = xy * xt - xx * yt, f = xx * yy - xy * xy;
    const double scale = 1 / (xx * a + xy * b + xt * c);
    return {scale * (a * v.x + b * v.y + c * v.turn), scale * (b * v.x + d * v.y + e * v.turn),
            scale * (c * v.x + e * v.y + f * v.turn)};
  }
};

/// How the point and its body move when a joint turns, in units of the reach.
static Wanted column(const b2Joint *joint, const b2Vec2 &point, double reach, bool free) {
  const b2Vec2 arm = point - joint->GetAnchorB();
  return {-arm.y / reach, arm.x / reach, free ? 0.0 : 1.0};
}

void PointHandle::drive(const float *commands, int32_t stride) const {
  const b2Vec2 place = body->GetWorldPoint(vec(definition.point));
  const bool free = definition.direction == CB_DIRECTION_FREE;
  Wanted wanted = {definition.scale * commands[0] / reach, definition.scale * commands[stride] / reach, 0};
  if (definition.direction == CB_DIRECTION_TOLD) wanted.turn = definition.turn * commands[2 * stride];
  if (definition.direction == CB_DIRECTION_KEPT) wanted.turn = 10.0 * (angle - body->GetAngle());
  Gram gram;
  for (const JointHandle &joint : joints) gram.add(column(joint.joint, place, reach, free));
  if (free) gram.tt = 1;
  const double margin = 1 - std::sqrt(std::max(gram.determinant(), 0.0)) / 0.04;
  if (margin > 0) gram.damp(0.05 * 0.05 * margin * margin);
  const Wanted force = gram.solve(wanted);
  auto speed = [&](const JointHandle &joint) {
    const Wanted c = column(joint.joint, place, reach, free);
    return c.x * force.x + c.y * force.y + c.turn * force.turn;
  };
  double largest = 0;
  for (const JointHandle &joint : joints) largest = std::max(largest, std::abs(speed(joint)));
  // All together, so that the way stays straight.
  const double share = largest > definition.speed ? definition.speed / largest : 1;
  for (const JointHandle &joint : joints) {
    static_cast<b2RevoluteJoint *>(joint.joint)->SetMotorSpeed(static_cast<float>(share * speed(joint)));
  }
}

double chain_reach(const std::vector<JointHandle> &joints, const b2Vec2 &point) {
  double reach = 0;
  for (size_t i = 0; i < joints.size(); ++i) {
    const b2Vec2 end = i + 1 < joints.size() ? joints[i + 1].joint->GetAnchorB() : point;
    reach += (end - joints[i].joint->GetAnchorB()).Length();
  }
  return std::max(reach, 1e-3);
}
