// What resists the motion of a joint.

#include "Batch.hpp"

#include <algorithm>

/// 1/kg, or 1/(kg m²) about the centre of mass; 0 where no force moves the body.
static float mobility(const b2Body *body, bool turning) {
  const float mass = body->GetMass();
  const float moved = turning ? body->GetInertia() - mass * body->GetLocalCenter().LengthSquared() : mass;
  return moved > 0 ? 1 / moved : 0;
}

/// A spring and damper along the joint's degree of freedom. The engine has them as parts of other joints, which it
/// solves implicitly: a weld that may turn lies over a revolute joint, and holds besides what that one holds already; a
/// distance lies along the axis of a prismatic one, so long that its other end is never passed, and holds nothing else.
///
/// In a chain that is solved in a few iterations, springs far stiffer than 3 m / h² throw each other about: chains of
/// four rods or balls hold up to 10 m / h² and fly apart at 100, for steps from 0.1 ms to 0.1 s. So 3 m / h² is the
/// most that a spring has, with h the step and 1 / m how fast the joint gives way to a force, or a torque, of 1.
void add_spring(b2World &world, b2Body *a, b2Body *b, const CBJoint &joint, float time_step) {
  if (joint.stiffness == 0 && joint.damping == 0) return;
  const bool turning = joint.kind == CB_REVOLUTE;
  float freedom = mobility(a, turning) + mobility(b, turning);
  // The distance ends at b's centre of mass, which it turns about nothing: b does not turn against a, so its centre is
  // where its anchor says.
  const b2Vec2 center =
      vec(joint.anchor_a) + b2Mul(b2Rot(joint.reference_angle), b->GetLocalCenter() - vec(joint.anchor_b));
  if (!turning) {
    const float lever = b2Cross(center - a->GetLocalCenter(), vec(joint.axis));
    freedom += mobility(a, true) * lever * lever;
  }
  const float limit = 3 / (time_step * time_step * freedom);
  // The engine looks at the damping only where there is a stiffness. No body feels 1e-20, whose inverse is finite.
  const float stiffness = std::max(std::min(joint.stiffness, limit), 1e-20f);
  b2WeldJointDef weld;
  b2DistanceJointDef line;
  if (turning) {
    weld.bodyA = a;
    weld.bodyB = b;
    weld.localAnchorA = vec(joint.anchor_a);
    weld.localAnchorB = vec(joint.anchor_b);
    weld.referenceAngle = joint.reference_angle + joint.rest;
    weld.stiffness = stiffness;
    weld.damping = joint.damping;
    world.CreateJoint(&weld);
  } else {
    const float length = 256;
    line.bodyA = a;
    line.bodyB = b;
    line.localAnchorA = center + (joint.rest - length) * vec(joint.axis);
    line.localAnchorB = b->GetLocalCenter();
    line.length = length;
    line.minLength = 0;
    line.maxLength = 2 * length;
    line.stiffness = stiffness;
    line.damping = joint.damping;
    world.CreateJoint(&line);
  }
}
