"""The scene `reach` as one writes it with pybox2d behind Gymnasium's Env."""

import protocol  # first: it allows one thread
import math

import gymnasium
import numpy
from Box2D import b2BodyDef, b2FixtureDef, b2MassData, b2PolygonShape, b2RevoluteJointDef, b2World

LENGTHS, RADIUS, DENSITY, START, HORIZON = (0.1, 0.11), 0.01, 100, (-1.0, 2.2), 50


def capsule(length):
    box, caps, half = DENSITY * length * 2 * RADIUS, DENSITY * math.pi * RADIUS**2, length / 2
    inertia = box * (length**2 + 4 * RADIUS**2) / 12
    inertia += caps * (RADIUS**2 / 2 + half**2 + 8 * half * RADIUS / (3 * math.pi))
    return b2MassData(mass=box + caps, center=(0, 0), I=inertia)


class Reach(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(-numpy.inf, numpy.inf, (8,), numpy.float32)
    action_space = gymnasium.spaces.Box(-1, 1, (2,), numpy.float32)

    def __init__(self, target):
        self.target = target
        self.world = b2World(gravity=(0, 0), doSleep=False)
        self.ground = self.world.CreateBody(b2BodyDef())
        self.links = []

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        for link in self.links:
            self.world.DestroyBody(link)
        self.links, self.joints, self.time = [], [], 0
        (x, y), angle, parent = (0, 0), 0, self.ground
        for i, length in enumerate(LENGTHS):
            angle += START[i]
            along = (math.cos(angle), math.sin(angle))
            center = (x + length / 2 * along[0], y + length / 2 * along[1])
            link = self.world.CreateDynamicBody(position=center, angle=angle, allowSleep=False)
            box = b2PolygonShape(box=(length / 2, RADIUS))
            link.CreateFixture(b2FixtureDef(shape=box, groupIndex=-1))
            link.massData = capsule(length)
            joint = b2RevoluteJointDef(
                bodyA=parent,
                bodyB=link,
                localAnchorA=(0, 0) if i == 0 else (LENGTHS[0] / 2, 0),
                localAnchorB=(-length / 2, 0),
                referenceAngle=0,
                enableMotor=True,
                maxMotorTorque=0.5,
            )
            self.joints.append(self.world.CreateJoint(joint))
            self.links.append(link)
            x, y, parent = x + length * along[0], y + length * along[1], link
        return self.observe()[0], {}

    def step(self, action):
        action = numpy.clip(action, -1, 1)
        for joint, a in zip(self.joints, action):
            joint.motorSpeed = 5 * float(a)
        self.world.Step(0.02, 8, 3)
        observation, tip = self.observe()
        distance = math.hypot(tip[0] - self.target[0], tip[1] - self.target[1])
        self.time += 1
        return observation, -distance - 0.01 * float(action @ action), False, self.time >= HORIZON, {}

    def observe(self):
        first, second = self.joints
        tip = self.links[1].GetWorldPoint((LENGTHS[1] / 2, 0))
        a, b = first.angle, second.angle
        numbers = (math.cos(a), math.cos(b), math.sin(a), math.sin(b), first.speed, second.speed, tip[0], tip[1])
        return numpy.array(numbers, numpy.float32), tip


def functions(problem):
    actions = numpy.asarray(problem["actions"], numpy.float32)

    def trace():
        """Observation and reward after each action, with resets at the horizon."""
        env, rows = Reach(problem["task"]), []
        env.reset()
        for action in actions:
            observation, reward, terminated, truncated, _ = env.step(action)
            rows += [*observation, reward]
            if terminated or truncated:
                env.reset()
        return rows

    env = Reach(problem["task"])
    env.reset()

    def steps():
        for action in actions:
            _, _, terminated, truncated, _ = env.step(action)
            if terminated or truncated:
                env.reset()
        return []

    return {"trace": trace, "steps": steps}


if __name__ == "__main__":
    random_actions = numpy.random.default_rng(0).uniform(-1, 1, (1000, 2)).tolist()
    protocol.run(functions, lambda _: {"task": [0.1, 0.1], "actions": random_actions}, repetitions=5)
