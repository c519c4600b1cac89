#!/usr/bin/env python3
"""RL^2 (GRU, PPO, whole-trial BPTT) / DAgger / analytic-gradient on navigate + reach. One core, JAX.
usage: rl2_jax.py --env navigate --phases ppo:200 | dagger:60,ppo:100 | apg:300 ...
       rl2_jax.py --serve PROBLEM       for sim-bench (protocol.py): proximal iterations on navigate
"""
import sys
import protocol  # first: it allows one thread
import argparse, time, json, pickle, functools
import numpy as np, jax, jax.numpy as jnp
from jax import lax
ap=argparse.ArgumentParser()
ap.add_argument('--env',default='navigate'); ap.add_argument('--phases',default='ppo:200')
ap.add_argument('--B',type=int,default=256); ap.add_argument('--T',type=int,default=200)
ap.add_argument('--E',type=int,default=2); ap.add_argument('--hid',type=int,default=64)
ap.add_argument('--lr',type=float,default=1e-3); ap.add_argument('--lr_end',type=float,default=5e-5)
ap.add_argument('--std0',type=float,default=0.5); ap.add_argument('--std1',type=float,default=0.08)
ap.add_argument('--gamma',type=float,default=0.99); ap.add_argument('--lam',type=float,default=0.95)
ap.add_argument('--epochs',type=int,default=3); ap.add_argument('--mb',type=int,default=8)
ap.add_argument('--clip',type=float,default=0.2); ap.add_argument('--probe',type=int,default=0)
ap.add_argument('--priv',type=int,default=1); ap.add_argument('--sq',type=int,default=0); ap.add_argument('--feat',type=int,default=1)
ap.add_argument('--Htrain',type=int,default=0); ap.add_argument('--evalevery',type=int,default=10)
ap.add_argument('--evalB',type=int,default=512); ap.add_argument('--seed',type=int,default=0)
ap.add_argument('--ft_std0',type=float,default=0.15); ap.add_argument('--ft_lr',type=float,default=4e-4)
ap.add_argument('--bc_std0',type=float,default=0.4); ap.add_argument('--bc_std1',type=float,default=0.1)
ap.add_argument('--tag',default='run'); ap.add_argument('--maxcpu',type=float,default=1e9)
ap.add_argument('--final_evalB',type=int,default=2048)
A,_=ap.parse_known_args()

def norm(x): return jnp.sqrt(jnp.sum(x*x,-1)+1e-10)
def stclip(a): return a+lax.stop_gradient(jnp.clip(a,-1,1)-a)   # straight-through clip (matters to apg only)

class Navigate:
    H=100; S=2; rin=2.0; rs=0.1; osc=2.0; probe=jnp.array([0.7,0.3]),jnp.array([0.3,-0.7])
    def goal(k,n): return jax.random.uniform(k,(n,2),minval=-.5,maxval=.5)
    def init(n): return jnp.zeros((n,2))
    def obs(s): return s*Navigate.osc
    def step(s,g,a):
        p=s+0.1*a; d=p-g
        return p,-norm(d),jnp.all(jnp.abs(d)<0.01,-1)
    def expert(s,g): return jnp.clip((g-s)*10,-1,1)
    def succ(s,g,term): return term
    def cfeat(s,g): return jnp.concatenate([s*2,g*2,(g-s)*3,norm(g-s)[:,None]*3],-1)
class Reach:
    H=50; S=4; rin=5.0; rs=0.2; L1=.1; L2=.11; probe=jnp.array([0.8,0.3]),jnp.array([0.3,-0.8])
    def goal(k,n):
        k1,k2=jax.random.split(k); r=0.2*jnp.sqrt(jax.random.uniform(k1,(n,))); t=jax.random.uniform(k2,(n,))*2*jnp.pi
        return jnp.stack([r*jnp.cos(t),r*jnp.sin(t)],-1)
    def init(n): return jnp.tile(jnp.array([-1.0,2.2,0.,0.]),(n,1))
    def tip(s):
        q1=s[:,0]; q2=s[:,0]+s[:,1]
        return jnp.stack([.1*jnp.cos(q1)+.11*jnp.cos(q2),.1*jnp.sin(q1)+.11*jnp.sin(q2)],-1)
    def obs(s):
        return jnp.concatenate([jnp.cos(s[:,:2]),jnp.sin(s[:,:2]),s[:,2:]/5,Reach.tip(s)*5],-1)
    def step(s,g,a):
        q=s[:,:2]+0.1*a; s2=jnp.concatenate([q,5*a],-1)
        return s2,-norm(Reach.tip(s2)-g)-0.01*jnp.sum(a*a,-1),jnp.zeros(s.shape[0],bool)
    def expert(s,g):
        r2=jnp.sum(g*g,-1); c=jnp.clip((r2-.1**2-.11**2)/(2*.1*.11),-1,1); best=None
        wrap=lambda x: jnp.mod(x+jnp.pi,2*jnp.pi)-jnp.pi
        for sg in (1.,-1.):
            q2=sg*jnp.arccos(c); q1=jnp.arctan2(g[:,1],g[:,0])-jnp.arctan2(.11*jnp.sin(q2),.1+.11*jnp.cos(q2))
            d=jnp.stack([wrap(q1-s[:,0]),wrap(q2-s[:,1])],-1); m=jnp.max(jnp.abs(d),-1)+.3*jnp.min(jnp.abs(d),-1)
            best=(d,m) if best is None else (jnp.where((m<best[1])[:,None],d,best[0]),jnp.minimum(m,best[1]))
        return jnp.clip(best[0]*10,-1,1)
    def succ(s,g,term): return norm(Reach.tip(s)-g)<0.02
    def cfeat(s,g): return jnp.concatenate([Reach.obs(s),g*5,(g-Reach.tip(s))*10,norm(g-Reach.tip(s))[:,None]*10,Reach.expert(s,g)],-1)
env={'navigate':Navigate,'reach':Reach}[A.env]
HT=A.Htrain or env.H
od=env.obs(env.init(1)).shape[-1]; xd=od+2+1+1+(2 if A.sq else 0)+(3 if A.feat else 0); cd=env.cfeat(env.init(1),jnp.zeros((1,2))).shape[-1]
N=A.hid

def init_params(key):
    ks=jax.random.split(key,12); o=lambda k,i,j,s=1.0: jax.nn.initializers.orthogonal(s)(k,(i,j))
    z=jnp.zeros; cin=(cd+2 if A.priv else od+2)+N
    return dict(We=o(ks[0],xd,N,1.4),be=z(N),Wi=o(ks[1],N,3*N),bi=z(3*N),Wh=jnp.concatenate([o(k,N,N) for k in jax.random.split(ks[2],3)],1),bhn=z(N),
      W1=o(ks[3],N,N,1.4),b1=z(N),W2=o(ks[4],N,2,0.01),b2=z(2),
      C1=o(ks[5],cin,64,1.4),c1=z(64),C2=o(ks[6],64,64,1.4),c2=z(64),C3=o(ks[7],64,1,1.),c3=z(1))
def gates(P,x): return jax.nn.relu(x@P['We']+P['be'])@P['Wi']+P['bi']
def cell(P,gi,h):
    gh=h@P['Wh']; r=jax.nn.sigmoid(gi[:,:N]+gh[:,:N]); u=jax.nn.sigmoid(gi[:,N:2*N]+gh[:,N:2*N]-1.0)
    n=jnp.tanh(gi[:,2*N:]+r*(gh[:,2*N:]+P['bhn'])); return h+u*(n-h)
def head(P,h): return jax.nn.relu(h@P['W1']+P['b1'])@P['W2']+P['b2']
def critic(P,h,c):
    y=jnp.concatenate([lax.stop_gradient(h),c],-1)
    return (jnp.tanh(jnp.tanh(y@P['C1']+P['c1'])@P['C2']+P['c2'])@P['C3']+P['c3'])[...,0]
def inp(s,pa,pr,pd,dr):  # feat: previous action times the change of reward it brought (a finite-difference gradient)
    o=env.obs(s); e=[o,pa,pr[:,None]*env.rin,pd[:,None]]
    if A.sq: e+= [(pr[:,None]*env.rin)**2, jnp.sum((s if A.env=='navigate' else Reach.tip(s)*2)**2,-1,keepdims=True)*env.rin**2]
    if A.feat: z=dr[:,None]*env.rin*5; e+=[z,z*pa]
    return jnp.concatenate(e,-1)
def cf(s,g,t,ep):
    e=[(t/HT)[:,None],(ep/max(A.E-1,1))[:,None]]
    return jnp.concatenate([env.cfeat(s,g) if A.priv else env.obs(s)]+e,-1)

def fresh(key,B):
    return dict(s=env.init(B),g=env.goal(key,B),h=jnp.zeros((B,N)),ep=jnp.zeros(B),t=jnp.zeros(B),pa=jnp.zeros((B,2)),pr=jnp.zeros(B),pd=jnp.zeros(B),dr=jnp.zeros(B),start=jnp.ones(B))
def w(m,a,b): return jnp.where(m.reshape((-1,)+(1,)*(a.ndim-1)),a,b)

def rollout(P,key,std,B,T,probe_force=0):
    """lanes auto-restart with a new task (and zero state) when a trial of E episodes ends; nothing is masked or padded"""
    k0,k1=jax.random.split(key)
    def f(L,k):
        ka,kb=jax.random.split(k)
        x=inp(L['s'],L['pa'],L['pr'],L['pd'],L['dr']); h=cell(P,gates(P,x),L['h']); mu=head(P,h)
        c=cf(L['s'],L['g'],L['t'],L['ep']); ax=env.expert(L['s'],L['g'])
        if A.probe:
            first=L['ep']==0
            ax=w(first&(L['t']==0),jnp.broadcast_to(env.probe[0],ax.shape),ax)
            if A.probe>1: ax=w(first&(L['t']==1),jnp.broadcast_to(env.probe[1],ax.shape),ax)
        raw=mu+std*jax.random.normal(ka,mu.shape); a=stclip(raw)
        s,r,term=env.step(L['s'],L['g'],a); t=L['t']+1; done=term|(t>=HT); ep=L['ep']+done; end=ep>=A.E
        M=dict(dr=w(end|(L['t']==0),jnp.zeros(B),r-L['pr']),s=w(done,env.init(B),s),g=w(end,env.goal(kb,B),L['g']),h=w(end,jnp.zeros_like(h),h),ep=w(end,jnp.zeros(B),ep),t=w(done,jnp.zeros(B),t),
               pa=w(end,jnp.zeros_like(a),a),pr=w(end,jnp.zeros(B),r),pd=w(end,jnp.zeros(B),done.astype(jnp.float32)),start=end.astype(jnp.float32))
        return M,dict(x=x,start=L['start'],raw=raw,mu=mu,c=c,r=r,end=end.astype(jnp.float32),ax=ax,h=h,done=done)
    L,R=lax.scan(f,fresh(k0,B),jax.random.split(k1,T))
    x=inp(L['s'],L['pa'],L['pr'],L['pd'],L['dr']); hl=cell(P,gates(P,x),L['h']); cl=cf(L['s'],L['g'],L['t'],L['ep'])
    return R,(hl,cl)

def forward(P,x,start):
    gi=gates(P,x)
    def f(h,z):
        g,st=z; h=cell(P,g,w(st>0,jnp.zeros_like(h),h)); return h,h
    _,hs=lax.scan(f,jnp.zeros((x.shape[1],N)),(gi,start)); return hs
def gae(P,R,last):
    v=critic(P,R['h'],R['c']); vl=critic(P,*last); vn=jnp.concatenate([v[1:],vl[None]])
    nt=1-R['end']; d=R['r']*env.rs+A.gamma*nt*vn-v
    _,adv=lax.scan(lambda a,z:((z[0]+A.gamma*A.lam*z[1]*a,)*2),jnp.zeros_like(vl),(d,nt),reverse=True)
    return adv,adv+v
def adam(P,O,G,lr,maxn=0.5):
    gn=jnp.sqrt(sum(jnp.sum(g*g) for g in jax.tree.leaves(G))); sc=jnp.minimum(1.,maxn/(gn+1e-8)); G=jax.tree.map(lambda g:jnp.nan_to_num(g*sc),G)
    m,v,n=O; n=n+1; m=jax.tree.map(lambda a,g:.9*a+.1*g,m,G); v=jax.tree.map(lambda a,g:.999*a+.001*g*g,v,G)
    P=jax.tree.map(lambda p,a,b:p-lr*(a/(1-.9**n))/(jnp.sqrt(b/(1-.999**n))+1e-7),P,m,v); return P,(m,v,n)
def opt0(P): z=jax.tree.map(jnp.zeros_like,P); return (z,z,0.)

def minibatches(P,O,key,data,loss,lr,epochs,mb):
    B=data['x'].shape[1]
    def ep(c,k):
        perm=jax.random.permutation(k,B).reshape(mb,-1)
        def one(c,idx):
            P,O=c; d=jax.tree.map(lambda z:jnp.take(z,idx,axis=1),data)
            l,G=jax.value_and_grad(loss)(P,d); P,O=adam(P,O,G,lr); return (P,O),l
        return lax.scan(one,c,perm)
    (P,O),l=lax.scan(ep,(P,O),jax.random.split(key,epochs)); return P,O,l.mean()
@jax.jit
def ppo_iter(P,O,key,lr,std):
    k1,k2=jax.random.split(key); R,last=rollout(P,k1,std,A.B,A.T); adv,ret=gae(P,R,last)
    adv=(adv-adv.mean())/(adv.std()+1e-8); lp0=-.5*jnp.sum(((R['raw']-R['mu'])/std)**2,-1)
    data=dict(x=R['x'],start=R['start'],raw=R['raw'],c=R['c'],adv=adv,ret=ret,lp=lp0)
    def loss(P,d):
        h=forward(P,d['x'],d['start']); mu=head(P,h); lp=-.5*jnp.sum(((d['raw']-mu)/std)**2,-1); ra=jnp.exp(lp-d['lp'])
        pg=-jnp.minimum(ra*d['adv'],jnp.clip(ra,1-A.clip,1+A.clip)*d['adv']).mean()
        return pg+.5*((critic(P,h,d['c'])-d['ret'])**2).mean()
    P,O,l=minibatches(P,O,k2,data,loss,lr,A.epochs,A.mb); return P,O,R['r'].mean(),l
@jax.jit
def dagger_iter(P,O,key,lr,std):
    k1,k2=jax.random.split(key); R,last=rollout(P,k1,std,A.B,A.T); adv,ret=gae(P,R,last)
    data=dict(x=R['x'],start=R['start'],ax=R['ax'],c=R['c'],ret=ret)
    def loss(P,d):
        h=forward(P,d['x'],d['start']); mu=head(P,h)
        return ((mu-d['ax'])**2).sum(-1).mean()+.5*((critic(P,h,d['c'])-d['ret'])**2).mean()
    P,O,l=minibatches(P,O,k2,data,loss,lr,A.epochs,A.mb); return P,O,R['r'].mean(),l
@jax.jit
def apg_iter(P,O,key,lr,std):
    def loss(P):
        R,_=rollout(P,key,std,A.B,A.T)
        return -R['r'].mean()*10 + 0.01*jnp.mean(jnp.maximum(jnp.abs(R['mu'])-1.5,0)**2)
    l,G=jax.value_and_grad(loss)(P); P,O=adam(P,O,G,lr); return P,O,-l/10,l

@functools.partial(jax.jit,static_argnums=(3,))
def evaluate(P,key,std,B):
    E=3; k0,k1=jax.random.split(key); L=fresh(k0,B)
    Z=dict(L=L,ret=jnp.zeros((E,B)),suc=jnp.zeros((E,B)),i=0,k=k1,len=jnp.zeros((E,B)))
    def body(Z):
        L=Z['L']; k,ka=jax.random.split(Z['k']); x=inp(L['s'],L['pa'],L['pr'],L['pd'],L['dr']); h=cell(P,gates(P,x),L['h']); mu=head(P,h)
        a=jnp.clip(mu+std*jax.random.normal(ka,mu.shape),-1,1); s,r,term=env.step(L['s'],L['g'],a); t=L['t']+1; done=term|(t>=env.H)
        oh=(jnp.arange(E)[:,None]==L['ep'][None])
        M=dict(L,dr=w(L['t']==0,jnp.zeros(B),r-L['pr']),s=w(done,env.init(B),s),h=h,ep=L['ep']+done,t=w(done,jnp.zeros(B),t),pa=a,pr=r,pd=done.astype(jnp.float32))
        return dict(L=M,ret=Z['ret']+oh*r,suc=Z['suc']+oh*(done&env.succ(s,L['g'],term)),len=Z['len']+oh,i=Z['i']+1,k=k)
    Z=lax.while_loop(lambda Z:jnp.any(Z['L']['ep']<E)&(Z['i']<E*env.H),body,Z)
    return Z['ret'].mean(1),Z['suc'].mean(1),Z['len'].mean(1),Z['ret'].std(1)/jnp.sqrt(B)
def expert_eval(B=4096):
    s=env.init(B); g=env.goal(jax.random.PRNGKey(9),B); R=np.zeros(B); alive=np.ones(B,bool); suc=None
    for _ in range(env.H):
        s,r,te=env.step(s,g,env.expert(s,g)); R+=np.asarray(r)*alive; alive&=~np.asarray(te)
    return R.mean(), R.std()/B**.5, (float((~alive).mean()) if A.env=='navigate' else float(env.succ(s,g,te).mean()))

def main():
    print(vars(A)); print('expert ret, se, succ',expert_eval(),flush=True)
    key=jax.random.PRNGKey(A.seed); key,k=jax.random.split(key); P=init_params(k)
    cpu=wall=0.; steps=0; marks={}; target=-2.03 if A.env=='navigate' else -2.93
    for pi,ph in enumerate(A.phases.split(',')):
        kind,n=ph.split(':'); n=int(n); fn={'ppo':ppo_iter,'dagger':dagger_iter,'apg':apg_iter}[kind]; O=opt0(P)
        ft=pi>0
        for it in range(n+1):
            fr=it/n
            if kind=='dagger': s0,s1,lr0=A.bc_std0,A.bc_std1,A.lr
            else: s0,s1,lr0=(A.ft_std0 if ft else A.std0),A.std1,(A.ft_lr if ft else A.lr)
            std=s0*(s1/s0)**fr; lr=lr0+(A.lr_end-lr0)*fr
            if it%A.evalevery==0 or it==n:
                rm,sm,_,_=evaluate(P,jax.random.PRNGKey(777),0.,A.evalB); rsd,ss,_,_=evaluate(P,jax.random.PRNGKey(778),std,A.evalB)
                rm,sm,rsd,ss=[np.asarray(z) for z in (rm,sm,rsd,ss)]
                for e in range(3):
                    for nm,v in (('mean',rm),('samp',rsd)):
                        kk=f'ep{e+1}_{nm}'
                        if v[e]>target and kk not in marks: marks[kk]=(round(cpu,1),round(wall,1),steps)
                print(f"{kind} it{it} steps {steps/1e6:.2f}M cpu {cpu:.0f}s wall {wall:.0f}s std {std:.2f} | mean {np.round(rm,3)} suc {np.round(sm,2)} | samp {np.round(rsd,3)} suc {np.round(ss,2)}",flush=True)
            if it==n or cpu>A.maxcpu: break
            key,k=jax.random.split(key)
            if it==0: jax.block_until_ready(fn(P,O,k,lr,std))   # compile outside the clock
            c0,w0=time.process_time(),time.time(); P,O,r,l=fn(P,O,k,lr,std); jax.block_until_ready(P)
            cpu+=time.process_time()-c0; wall+=time.time()-w0; steps+=A.B*A.T
        pickle.dump(jax.tree.map(np.asarray,P),open(f'{A.tag}.{pi}.pkl','wb'))
    for nm,sd in (('mean',0.),('samp',std)):
        r,s,ln,se=[np.round(np.asarray(z),3) for z in evaluate(P,jax.random.PRNGKey(4242),sd,A.final_evalB)]
        print(f'FINAL {nm} ret {r} se {se} suc {s} len {ln}')
    print('MARKS first eval above',target,'(cpu,wall,steps):',marks)
def served(problem):
    """So many iterations of 256 lanes of 200 steps, GRU 64, three epochs of eight minibatches."""
    state={'P':init_params(jax.random.PRNGKey(0)),'key':jax.random.PRNGKey(1)}; state['O']=opt0(state['P'])
    def iterations():
        for _ in range(problem['iterations']):
            state['key'],k=jax.random.split(state['key'])
            state['P'],state['O'],_,_=ppo_iter(state['P'],state['O'],k,1e-3,0.3)
        jax.block_until_ready(state['P']); return [0.0]
    return {'iterations':iterations}

if '--serve' in sys.argv: protocol.run(served)
else: main()
