#!/usr/bin/env python3
"""样例图片：由本脚本绘制，不是照片，不含真人真景。

    python3 make-photos.py            全部
    python3 make-photos.py ct slide   只画点名的几幅
    python3 make-photos.py --draft    四分之一大小的草图，写到 ./draft

只用 Pillow 与 numpy；随机数都有固定种子，每次画出的都一样。
画法：盒子和椭球搭成的小场景，逐像素求交，加日光、灯光、环境遮蔽、地面倒影、
空气透视，最后是镜头的光晕、暗角和颗粒。
"""
import sys
import zlib
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, TiffImagePlugin

HERE = Path(__file__).resolve().parent
F = np.float32
_n = np.random.default_rng(7).random((512, 512)).astype(F)


def V(*a):
    return np.array(a, F)


def rgb(h):
    """一个 #rrggbb 的线性光值"""
    return (np.array([int(h[i:i + 2], 16) for i in (1, 3, 5)], F) / 255) ** F(2.2)


def noise(u, v):
    u, v = np.asarray(u, F), np.asarray(v, F)
    iu, iv = np.floor(u).astype(int), np.floor(v).astype(int)
    fu, fv = u - iu, v - iv
    fu, fv = fu * fu * (3 - 2 * fu), fv * fv * (3 - 2 * fv)
    a, b = _n[iv & 511, iu & 511], _n[iv & 511, (iu + 1) & 511]
    c, d = _n[(iv + 1) & 511, iu & 511], _n[(iv + 1) & 511, (iu + 1) & 511]
    return (a * (1 - fu) + b * fu) * (1 - fv) + (c * (1 - fu) + d * fu) * fv


def fbm(u, v, octaves=5):
    s, a, t = 0, .5, 0
    for k in range(octaves):
        s = s + a * noise(np.asarray(u) * 2 ** k + 17 * k, np.asarray(v) * 2 ** k + 31 * k)
        t += a
        a *= .5
    return s / t


def cell(u, v):
    return _n[np.floor(v).astype(int) & 511, np.floor(u).astype(int) & 511]


def mix(a, b, t):
    t = np.asarray(t, F)
    if np.ndim(a) == 1 or np.ndim(b) == 1 or t.ndim < max(np.ndim(a), np.ndim(b)):
        t = t[..., None]
    return a * (1 - t) + b * t


def step(a, b, x):
    t = np.clip((np.asarray(x, F) - a) / (b - a), 0, 1)
    return t * t * (3 - 2 * t)


def norm(v):
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9)


class Mat:
    def __init__(self, colour, fn=None, emit=None, gloss=0., bump=0.):
        self.c = rgb(colour) if isinstance(colour, str) else V(*colour)
        self.fn, self.gloss, self.bump = fn, gloss, bump
        self.e = None if emit is None else (rgb(emit[0]) * emit[1])

    def albedo(self, P, N):
        return np.broadcast_to(self.c, P.shape) if self.fn is None else self.fn(P, N, self.c)


class Scene:
    def __init__(self, eye, at, fov, seed=1):
        self.eye, self.at, self.fov = V(*eye), V(*at), fov
        self.prims, self.rng = [], np.random.default_rng(seed)
        self.sky = lambda D: np.broadcast_to(V(.6, .7, .85), D.shape)
        self.sun = None                 # (direction, colour, softness)
        self.lamps = []                 # (position, colour, radius)
        self.ambient = (V(.35, .38, .42), V(.18, .17, .15))   # from above, from below
        self.fog = None                 # (colour, distance)
        self.ao, self.exposure, self.bloom, self.focus = 1.4, 1., .35, None
        self.saturation, self.warm = 1.0, 0.

    def box(self, a, b, m, cast=True):
        a, b = V(*a), V(*b)
        self.prims.append(('b', np.minimum(a, b), np.maximum(a, b), m, cast))

    def ball(self, c, r, m, cast=True):
        r = V(*r) if np.ndim(r) else V(r, r, r)
        self.prims.append(('e', V(*c), r, m, cast))

    def person(self, x, z, top=1.68, shirt='#3b5a86', trousers='#2b2f3a', hair='#1c1715', y=0., stride=.12, face=0.):
        k = top / 1.68
        skin, hm = Mat('#c99a7c'), Mat(hair)
        sm, tm = Mat(shirt), Mat(trousers)
        self.ball((x, y + 1.56 * k, z), (.098 * k, .125 * k, .11 * k), skin)
        self.ball((x, y + 1.60 * k, z + .022 * (1 if face <= 0 else -1)), (.105 * k, .112 * k, .112 * k), hm)
        self.ball((x, y + 1.40 * k, z), (.055 * k, .09 * k, .055 * k), skin)
        self.ball((x, y + 1.17 * k, z), (.205 * k, .27 * k, .125 * k), sm)
        self.ball((x, y + .93 * k, z), (.175 * k, .2 * k, .12 * k), sm)
        for s in (-1, 1):
            self.ball((x + s * .225 * k, y + 1.08 * k, z - s * stride * .4), (.055 * k, .28 * k, .065 * k), sm)
            self.ball((x + s * .235 * k, y + .8 * k, z - s * stride * .8), (.04 * k, .09 * k, .045 * k), skin)
            self.ball((x + s * .088 * k, y + .45 * k, z + s * stride), (.085 * k, .45 * k, .1 * k), tm)
            self.ball((x + s * .09 * k, y + .04 * k, z + s * stride * 1.5 - .04), (.05 * k, .045 * k, .12 * k), Mat('#24211f'))

    def tree(self, x, z, h=6., leaf='#4d7a35', n=10, spread=.33, y=0.):
        r = self.rng
        self.box((x - .02 * h, y, z - .02 * h), (x + .02 * h, y + h * .55, z + .02 * h), Mat('#5a4636'))
        base = rgb(leaf)

        def fn(P, N, c):
            t = fbm(P[..., 0] * 5 + P[..., 2] * 3, P[..., 1] * 5 + P[..., 2] * 2, 4)
            return c * (.35 + 1.35 * t[..., None] ** 1.5)
        for _ in range(3 * n):
            a, q = r.random() * 6.28, r.random() ** .5
            yy = h * (.48 + .42 * r.random())
            taper = 1.1 - .8 * abs(yy / h - .66)
            rr = h * (.065 + .065 * r.random())
            self.ball((x + np.cos(a) * q * h * spread * taper * .8, y + yy, z + np.sin(a) * q * h * spread * taper * .8),
                      (rr * 1.15, rr * .9, rr * 1.15), Mat(base * (.8 + .4 * r.random()), fn, bump=1.1))

    # ── 求交 ──
    def trace(self, O, D, any_hit=False, tmax=1e9, only=None):
        n = D.shape[0]
        best = np.full(n, tmax, F)
        idx = np.full(n, -1, np.int16)
        inv = 1 / np.where(np.abs(D) < 1e-7, F(1e-7), D)
        for i in (range(len(self.prims)) if only is None else only):
            p = self.prims[i]
            if any_hit and not p[4]:
                continue
            if p[0] == 'b':
                tn, tf = None, None
                for k in range(3):
                    o = O[k] if O.ndim == 1 else O[:, k]
                    t1, t2 = (p[1][k] - o) * inv[:, k], (p[2][k] - o) * inv[:, k]
                    lo, hi = np.minimum(t1, t2), np.maximum(t1, t2)
                    tn = lo if tn is None else np.maximum(tn, lo)
                    tf = hi if tf is None else np.minimum(tf, hi)
                ok = (tn < tf) & (tn > 1e-3) & (tn < best)
                best[ok] = tn[ok]
            else:
                oc = (O - p[1]) / p[2]
                d = D / p[2]
                a = np.einsum('ij,ij->i', d, d)
                b = d @ oc if oc.ndim == 1 else np.einsum('ij,ij->i', d, oc)
                c = (oc @ oc if oc.ndim == 1 else np.einsum('ij,ij->i', oc, oc)) - 1
                q = b * b - a * c
                t = (-b - np.sqrt(np.maximum(q, 0))) / a
                ok = (q > 0) & (t > 1e-3) & (t < best)
                best[ok] = t[ok]
            idx[ok] = i
        return best, idx

    def surface(self, P, idx):
        N = np.zeros_like(P)
        A = np.zeros_like(P)
        E = np.zeros_like(P)
        G = np.zeros(len(P), F)
        for i in np.unique(idx):
            if i < 0:
                continue
            k = idx == i
            kind, a, b, m, _ = self.prims[i]
            q = P[k]
            if kind == 'b':
                c, h = (a + b) / 2, (b - a) / 2
                d = (q - c) / h
                ax = np.abs(d).argmax(1)
                nn = np.zeros_like(q)
                nn[np.arange(len(q)), ax] = np.sign(d[np.arange(len(q)), ax])
            else:
                nn = norm((q - a) / (b * b))
            if m.bump:
                nn = norm(nn + m.bump * np.stack([noise(q[:, 0] * f + o, q[:, 1] * f + q[:, 2] * g) - .5
                                                  for f, g, o in ((9, 5, 0), (8, 7, 40), (10, 6, 90))], 1))
            N[k] = nn
            A[k] = m.albedo(q, nn)
            if m.e is not None:
                E[k] = m.e
            G[k] = m.gloss
        return N, A, E, G

    def bounds(self):
        lo = np.array([p[1] if p[0] == 'b' else p[1] - p[2] for p in self.prims])
        hi = np.array([p[2] if p[0] == 'b' else p[1] + p[2] for p in self.prims])
        corners = np.stack([np.stack([(lo, hi)[i][:, 0], (lo, hi)[j][:, 1], (lo, hi)[m][:, 2]], -1)
                            for i in (0, 1) for j in (0, 1) for m in (0, 1)], 1)
        return lo, hi, corners

    def near(self, P, r):
        a, b = P.min(0) - r, P.max(0) + r
        return np.nonzero(((self.lo < b) & (self.hi > a)).all(1))[0]

    def towards(self, P, d):
        e = norm(np.cross(d, V(0, 1, 0) if abs(d[1]) < .9 else V(1, 0, 0)))
        g = np.cross(e, d)
        keep = np.ones(len(self.prims), bool)
        for ax in (e, g):
            q, c = P @ ax, self.corners @ ax
            keep &= (c.min(1) < q.max() + .3) & (c.max(1) > q.min() - .3)
        keep &= (self.corners @ d).max(1) > (P @ d).min()
        return np.nonzero(keep)[0]

    def light(self, P, N, rng, samples):
        out = np.zeros_like(P)
        up = N[:, 1:2] * .5 + .5
        amb = self.ambient[1] * (1 - up) + self.ambient[0] * up
        if self.ao and samples:
            only = self.near(P, self.ao)
            open_ = np.zeros(len(P), F)
            for _ in range(samples):
                d = norm(N + norm(rng.standard_normal(P.shape).astype(F)) * .98)
                t, i = self.trace(P + N * 2e-3, d, True, self.ao, only)
                open_ += np.where(i < 0, 1, np.clip(t / self.ao, 0, 1) ** .7)
            occ = (open_ / samples)[:, None]
        else:
            occ = F(.8)
        out += amb * occ
        if self.sun:
            d0, col, soft = self.sun
            d0 = norm(V(*d0))
            vis = np.zeros(len(P), F)
            face = N @ d0
            k = face > 0
            m = max(1, samples // 2)
            only = self.towards(P[k], d0) if k.any() else []
            for _ in range(m):
                d = norm(d0 + rng.standard_normal((k.sum(), 3)).astype(F) * soft)
                _, i = self.trace(P[k] + N[k] * 4e-3, d, True, 1e9, only)
                vis[k] += i < 0
            out += col * (np.clip(face, 0, 1) * vis / m)[:, None]
        for pos, col, r in self.lamps:
            L = V(*pos) - P
            d2 = (L * L).sum(1)
            c = np.clip((N * L).sum(1) / np.sqrt(d2), 0, 1)
            out += col * (c * r * r / (d2 + r * r))[:, None] * occ
        return out

    def render(self, w, h, samples=6, ss=1.4):
        W, H = int(w * ss), int(h * ss)
        f = norm(self.at - self.eye)
        r = norm(np.cross(f, V(0, 1, 0)))
        u = np.cross(r, f)
        s = np.tan(np.radians(self.fov) / 2)
        img = np.zeros((H, W, 3), F)
        dep = np.full((H, W), 1e4, F)
        xs = ((np.arange(W) + .5) / W * 2 - 1) * s * (W / max(W, H))
        ys = (1 - (np.arange(H) + .5) / H * 2) * s * (H / max(W, H))
        Bl, Ba, Bn, Bm = (np.zeros((H, W, m), F) for m in (3, 3, 3, 4))
        self.lo, self.hi, self.corners = self.bounds()
        q = self.corners - self.eye
        z = q @ f
        with np.errstate(divide='ignore', invalid='ignore'):
            px, py = q @ r / z, q @ u / z
        px0, px1, py0, py1 = px.min(1), px.max(1), py.min(1), py.max(1)
        behind = (z < .05).any(1)
        gone = (z < 0).all(1)
        T = 96
        for y0 in range(0, H, T):
            for x0 in range(0, W, T):
                ty, tx = ys[y0:y0 + T], xs[x0:x0 + T]
                only = np.nonzero(~gone & (behind | ((px0 < tx[-1] + .01) & (px1 > tx[0] - .01) & (py0 < ty[0] + .01) & (py1 > ty[-1] - .01))))[0]
                X, Y = np.meshgrid(tx, ty)
                D = norm((f + X[..., None] * r + Y[..., None] * u).reshape(-1, 3)).astype(F)
                rng = np.random.default_rng(1000 + y0 * 9000 + x0)
                t, idx = self.trace(self.eye, D, False, 1e9, only)
                out = self.sky(D).astype(F).copy()
                light, albedo, normal, mirror = (np.zeros((len(D), m), F) for m in (3, 3, 3, 4))
                k = idx >= 0
                if k.any():
                    P = self.eye + t[k, None] * D[k]
                    N, A, E, G = self.surface(P, idx[k])
                    N = np.where((N * D[k]).sum(1, keepdims=True) > 0, -N, N)
                    light[k], albedo[k], normal[k], out[k] = self.light(P, N, rng, samples), A, N, E
                    g = G > 0
                    if g.any():
                        d, n = D[k][g], N[g]
                        rough = rng.standard_normal(d.shape).astype(F) * .008
                        R = norm(d - 2 * (d * n).sum(1, keepdims=True) * n + rough)
                        t2, i2 = self.trace(P[g] + n * 3e-3, R)
                        rc = self.sky(R).astype(F).copy()
                        q = i2 >= 0
                        if q.any():
                            P2 = P[g][q] + t2[q, None] * R[q]
                            N2, A2, E2, _ = self.surface(P2, i2[q])
                            rc[q] = self.light(P2, N2, rng, 0) * A2 + E2
                        wg = (G[g] * (.25 + .75 * (1 - np.abs((d * n).sum(1))) ** 3))[:, None]
                        mirror[np.nonzero(k)[0][g]] = np.hstack([rc * wg, wg])
                for buf, v in ((Bl, light), (Ba, albedo), (Bn, normal), (img, out), (Bm, mirror)):
                    buf[y0:y0 + T, x0:x0 + T] = v.reshape(*X.shape, v.shape[1])
                dep[y0:y0 + T, x0:x0 + T] = np.where(k, t, 1e4).reshape(X.shape)
        img += Ba * smooth(Bl, Bn, dep)
        img = img * (1 - Bm[..., 3:] * .5) + Bm[..., :3]
        if self.fog:
            a = ((1 - np.exp(-dep / self.fog[1])) * (dep < 9e3))[..., None]
            img = img * (1 - a) + self.fog[0] * a
        return self.develop(img, dep, w, h)

    def develop(self, img, dep, w, h):
        img = img * self.exposure
        if self.focus:
            near, amount = self.focus
            coc = np.clip(np.abs(1 / near - 1 / np.maximum(dep, .05)) * amount, 0, 1)
            coc = blur(coc, w * .002)
            b1, b2 = blur(img, w * .0022), blur(img, w * .006)
            img = mix(mix(img, b1, np.clip(coc * 2, 0, 1)), b2, np.clip(coc * 2 - 1, 0, 1))
        return finish(img, w, h, self.bloom, self.saturation, self.warm)


def blur(a, s):
    """高斯模糊，三次方框近似；图缩小后再做"""
    if s < .4:
        return a
    k = max(1, int(s / 2.5))
    H, W = a.shape[:2]

    def one(c):
        im = Image.fromarray(np.ascontiguousarray(c, F))
        sm = im.resize((max(2, W // k), max(2, H // k)), Image.BOX) if k > 1 else im
        b = np.asarray(sm, F)
        r = max(1, int(round(s / k)))
        for ax in (0, 1):
            for _ in range(3):
                p = np.concatenate([np.repeat(b.take([0], ax), r + 1, ax), b, np.repeat(b.take([-1], ax), r, ax)], ax)
                c_ = np.cumsum(p, ax, dtype=np.float64)
                n = b.shape[ax]
                b = ((c_.take(range(2 * r + 1, 2 * r + 1 + n), ax) - c_.take(range(0, n), ax)) / (2 * r + 1)).astype(F)
        return np.asarray(Image.fromarray(b).resize((W, H), Image.BICUBIC), F) if k > 1 else b
    return one(a) if a.ndim == 2 else np.stack([one(a[..., i]) for i in range(3)], -1)


def smooth(light, normal, dep, r=2):
    """只在同一个面上抹匀光照的噪点"""
    H, W = dep.shape
    pad = lambda a: np.pad(a, ((r, r), (r, r)) + ((0, 0),) * (a.ndim - 2), 'edge')
    L, N, Z = pad(light), pad(normal), pad(dep)
    acc, tot = np.zeros_like(light), np.zeros((H, W), F)
    for i in range(2 * r + 1):
        for j in range(2 * r + 1):
            s = (slice(i, i + H), slice(j, j + W))
            k = ((np.abs(Z[s] - dep) < dep * .03) & (np.einsum('ijk,ijk->ij', N[s], normal) > .9)).astype(F)
            acc += L[s] * k[..., None]
            tot += k
    return acc / np.maximum(tot, 1)[..., None]


def finish(img, w, h, bloom=.3, saturation=1., warm=0., grain=1.7, vignette=.22, seed=5):
    if bloom:
        hot = np.clip(img - .85, 0, 3)
        img = img + bloom * (blur(hot, img.shape[1] * .008) * .6 + blur(hot, img.shape[1] * .03) * .5)
    img = np.stack([np.asarray(Image.fromarray(np.ascontiguousarray(img[..., i], F)).resize((w, h), Image.BOX if img.shape[1] == w else Image.LANCZOS), F)
                    for i in range(3)], -1)
    img = np.clip(img, 0, None)
    Y, X = np.mgrid[0:h, 0:w].astype(F)
    r2 = ((X / w - .5) ** 2 + (Y / h - .5) ** 2) * 2
    img = img * (1 - vignette * step(.15, 1.05, r2))[..., None]
    img = img * (2.51 * img + .03) / (img * (2.43 * img + .59) + .14)        # ACES
    img = np.clip(img, 0, 1) ** F(1 / 2.2)
    g = img.mean(-1, keepdims=True)
    img = g + (img - g) * saturation
    img = img * V(1 + warm * .06, 1, 1 - warm * .08)
    n = np.random.default_rng(seed).standard_normal((h, w)).astype(F)
    n = (n + np.roll(n, 1, 0) + np.roll(n, 1, 1)) / 1.732
    img = img + (n * grain / 255)[..., None]
    return Image.fromarray((np.clip(img, 0, 1) * 255 + .5).astype(np.uint8))


# ── 天空与材质 ────────────────────────────────────────────────────────

def sky(top, low, sun=None, sun_c=(1, .9, .7), clouds=.5, cloud_c=(1, 1, 1), hills=(), seed=0, level=.0):
    top, low = rgb(top), rgb(low)

    def fn(D):
        y = np.clip(D[:, 1], 0, 1)
        c = mix(low, top, np.clip(y * 1.9, 0, 1) ** .6)
        if sun is not None:
            a = np.clip(D @ norm(V(*sun)), 0, 1)
            c = c + V(*sun_c) * (a ** 12 * .35 + a ** 200 * .9)[:, None]
        if clouds:
            k = 1.6 / (y + .22)
            n = fbm(D[:, 0] * k + seed, D[:, 2] * k * 1.3 + seed, 6)
            m = step(.56 - .12 * clouds, .80, n) * step(.0, .14, y) * clouds
            c = mix(c, V(*cloud_c) * (.82 + .3 * n[:, None]), m * .85)
        az = np.arctan2(D[:, 0], -D[:, 2])
        for j, (hgt, rough, col) in enumerate(hills):
            ridge = level + hgt * (.35 + fbm(az * rough + 9 * j + seed, az * 0 + 3 * j, 6))
            m = step(-.0012, .0012, ridge - D[:, 1])
            tex = .9 + .22 * fbm(az * 60, D[:, 1] * 90 + j, 3)
            shade = mix(rgb(col), low, .35 * np.clip(1 - (ridge - D[:, 1]) * 6, 0, 1)) if j == 0 else np.broadcast_to(rgb(col), D.shape)
            c = mix(c, shade * tex[:, None], m)
        return c
    return fn


def grass(P, N, c):
    n = fbm(P[:, 0] * .9, P[:, 2] * .9, 5)
    f = noise(P[:, 0] * 14, P[:, 2] * 9)
    return c * (.55 + .5 * n + .35 * f)[:, None]


def tiles(size, joint=.012, dark=.72, var=.10):
    def fn(P, N, c):
        u, v = (P[:, 0] / size, P[:, 2] / size)
        j = (np.minimum(u % 1, 1 - u % 1) < joint / size) | (np.minimum(v % 1, 1 - v % 1) < joint / size)
        t = 1 - var / 2 + var * cell(u, v)
        return c * np.where(j, dark, t)[:, None]
    return fn


def planks(P, N, c):
    u, v = P[:, 0] / .14, P[:, 2] / 1.6 + cell(P[:, 0] / .14, P[:, 0] * 0) * 3
    g = fbm(P[:, 0] * 40, P[:, 2] * 2.5, 3)
    return c * ((.78 + .3 * cell(u, v) + .25 * (g - .5)) * np.where(u % 1 < .04, .6, 1))[:, None]


def wood(P, N, c):
    return c * (.82 + .36 * fbm(P[:, 0] * 3 + P[:, 1] * 22, P[:, 2] * 3 + P[:, 1] * 3, 4))[:, None]


def plaster(P, N, c):
    return c * (.95 + .1 * fbm(P[:, 0] * 2 + P[:, 2] * 2, P[:, 1] * 2, 4))[:, None]


def facade(wx, wy, glass='#31485c', mx=.16, my=.22, lit=0., lit_c='#ffce85', base=0., rib=None):
    """带窗格的立面；lit 是亮灯的窗所占的份额"""
    g, l = rgb(glass), rgb(lit_c)

    def fn(P, N, c):
        side = np.abs(N[:, 0]) > .5
        u = np.where(side, P[:, 2], P[:, 0]) / wx
        v = (P[:, 1] - base) / wy
        fu, fv = u % 1, v % 1
        win = (fu > mx) & (fu < 1 - mx) & (fv > my) & (fv < 1 - my * .6) & (np.abs(N[:, 1]) < .5) & (v > 0)
        frame = win & ((np.abs(fu - .5) < .02) | (np.abs(fv - .62) < .014))
        h = cell(u + 31 * side, v)
        gl = g * (.55 + .7 * h + .5 * fbm(u * .3 + 7, v * .3, 3))[:, None]
        on = (h * 7.13 % 1) < lit
        gl = np.where(on[:, None], l * (.5 + .9 * (h * 3.7 % 1))[:, None], gl)
        out = np.where(win[:, None], gl, c * (.93 + .12 * fbm(u * 2, v * 3, 3))[:, None])
        out = np.where(frame[:, None], c * .55, out)
        if rib is not None:
            out = np.where(((fv < .07) & ~win)[:, None], rgb(rib), out)
        return out
    return fn


def books(palette, gap=.36, width=.045, fill=.93):
    cols = np.array([rgb(p) for p in palette])

    def fn(P, N, c):
        side = np.abs(N[:, 0]) > .5
        u = np.where(side, P[:, 2], P[:, 0])
        v = P[:, 1] / gap
        uu = u / width + cell(P[:, 1] * 0, v) * 9 + .25 * np.sin(u * 31)
        h = cell(uu, v)
        tall = .62 + .28 * (h * 5.3 % 1)
        fv = v % 1
        k = cols[(h * 997).astype(int) % len(cols)] * (.75 + .5 * (h * 3.1 % 1))[:, None]
        k = np.where((np.abs((fv - .4)) < .03)[:, None] & ((h * 11 % 1) > .5)[:, None], k * 1.7, k)
        edge = (uu % 1 < .09)
        empty = cell(uu / 5, v + 40) > fill
        out = np.where((fv > tall)[:, None] | empty[:, None] | edge[:, None], V(.012, .010, .008), k)
        out = np.where((fv < .07)[:, None], c, out)
        bay = np.minimum((u / 1.0) % 1, 1 - (u / 1.0) % 1) < .025
        return np.where(bay[:, None], c, out)
    return fn


def room(s, x0, x1, y1, z0, z1, floor, wall, ceil, left=None):
    """一间屋；left 给出左墙窗子的 [(z起, z止)…, 窗台, 窗顶]"""
    s.box((x0, -.1, z0), (x1, 0, z1), floor)
    s.box((x0, y1, z0), (x1, y1 + .1, z1), ceil)
    s.box((x1, 0, z0), (x1 + .1, y1, z1), wall)
    s.box((x0, 0, z0 - .1), (x1, y1, z0), wall)
    if left is None:
        s.box((x0 - .1, 0, z0), (x0, y1, z1), wall)
        return
    spans, sill, head = left
    s.box((x0 - .15, 0, z0), (x0, sill, z1), wall)
    s.box((x0 - .15, head, z0), (x0, y1, z1), wall)
    z = z0
    fr = Mat('#e9ecec')
    for a, b in spans:
        s.box((x0 - .15, sill, z), (x0, head, a), wall)
        for q in np.linspace(a, b, 3)[1:-1]:
            s.box((x0 - .1, sill, q - .025), (x0 - .05, head, q + .025), fr)
        s.box((x0 - .1, sill + (head - sill) * .68, a), (x0 - .05, sill + (head - sill) * .68 + .05, b), fr)
        z = b
    s.box((x0 - .15, sill, z), (x0, head, z1), wall)


DAY = dict(top='#3d7cc4', low='#cfe2ee')
HILLS = ((.17, 1.6, '#8ba7b8'), (.115, 2.6, '#6b8f86'), (.07, 4.5, '#4d7553'))


# ── 学区 ──────────────────────────────────────────────────────────────

def campus(w, h, q):
    s = Scene((-6, 2.3, 30), (1.5, 5.4, -6), 58, 3)
    s.sky = sky(**DAY, sun=(-.6, .5, .4), clouds=.9, hills=HILLS, seed=4)
    s.sun = ((-.62, .62, .62), V(2.6, 2.35, 2.0), .012)
    s.ambient = (V(.42, .5, .62), V(.2, .2, .15))
    s.fog = (V(.62, .72, .82), 420.)
    s.box((-200, -1, -200), (200, 0, 60), Mat('#56833a', grass))
    s.box((-3.2, 0, -14), (3.2, .03, 60), Mat('#b9b1a4', tiles(.8)))
    s.box((-60, 0, -9), (60, .02, -4), Mat('#aaa59b', tiles(1.2)))
    s.box((-24, 0, -24), (-4, 15, -13), Mat('#c9694a', facade(2.6, 3.7, rib='#efe6d8')))
    s.box((-4, 0, -26), (6, 20, -12), Mat('#efe8da', facade(3.3, 4.0, glass='#3b5a72', mx=.08)))
    s.box((6, 0, -24), (30, 15, -13), Mat('#c9694a', facade(2.6, 3.7, rib='#efe6d8')))
    s.box((-25, 15, -25), (-4, 15.6, -12.4), Mat('#efe6d8'))
    s.box((6, 15, -25), (31, 15.6, -12.4), Mat('#efe6d8'))
    s.box((-3.6, 3.8, -12.2), (5.6, 4.2, -7.5), Mat('#ece6da'))
    for x in (-3.1, 5.0):
        s.box((x, 0, -8), (x + .35, 3.8, -7.65), Mat('#ece6da'))
    s.box((9.9, 0, 4), (10.0, 11, 4.1), Mat('#d8dadb'))
    s.box((10.0, 9.4, 4.03), (12.4, 10.9, 4.06), Mat('#c8201d'))
    for x, z, hh in ((-15, -3, 7), (-21, 4, 8), (15, -3, 6.5), (22, 2, 8.5), (-11, 9, 5), (27, -8, 9), (-29, -6, 9)):
        s.tree(x, z, hh)
    for x, z, c in ((-1, 12, '#3c6fb0'), (.1, 11.4, '#e8e8e4'), (1.6, 6, '#3c6fb0'), (-1.8, 2, '#b5432f'), (2.2, -1, '#3c6fb0')):
        s.person(x, z, 1.55, c)
    s.exposure = .62
    return s.render(w, h, q)


def classroom(w, h, q):
    s = Scene((3.1, 1.75, 4.6), (-.9, 1.0, -3.2), 68, 2)
    s.sky = sky('#9cc4ea', '#f3f6f4', clouds=.4, hills=((.10, 2, '#a9c3b0'),), seed=2)
    s.sun = ((-.75, .62, .10), V(7.5, 6.3, 4.8), .01)
    s.ambient = (V(.62, .63, .62), V(.5, .46, .40))
    room(s, -4.2, 4.2, 3.3, -5, 6, Mat('#b89468', planks, gloss=.25), Mat('#f1ece0', plaster), Mat('#f5f3ee'),
         ([(-4.3, -2.2), (-1.5, .6), (1.3, 3.4)], .95, 2.75))
    s.box((-2.4, 1.0, -4.99), (2.4, 2.35, -4.94), Mat('#24463b', lambda P, N, c: c * (.8 + .5 * fbm(P[:, 0] * 1.5, P[:, 1] * 4, 4))[:, None]))
    s.box((-2.5, .93, -4.99), (2.5, 1.0, -4.86), Mat('#c69a63', wood))
    s.box((2.75, 1.25, -4.99), (3.75, 2.2, -4.93), Mat('#1d2733', emit=('#9fc4e6', .35)))
    for z in (-3, -.3, 2.4):
        for x in (-2, 1.6):
            s.box((x - .7, 3.22, z - .1), (x + .7, 3.28, z + .1), Mat('#ffffff', emit=('#fff6e6', 1.6)), False)
            s.lamps.append(((x, 3.1, z), V(.55, .53, .48), 1.0))
    top, leg, seat = Mat('#d9ae74', wood), Mat('#8d979d'), Mat('#4a8f6d')
    for z in (-2.9, -1.6, -.3, 1.0, 2.3):
        for x in (-3.0, -1.5, 0, 1.5):
            s.box((x - .48, .70, z - .24), (x + .48, .74, z + .24), top)
            s.box((x - .42, 0, z - .02), (x - .38, .7, z + .02), leg)
            s.box((x + .38, 0, z - .02), (x + .42, .7, z + .02), leg)
            s.box((x - .2, .42, z + .38), (x + .2, .45, z + .74), seat)
            s.box((x - .2, .55, z + .73), (x + .2, .85, z + .76), seat)
            if s.rng.random() < .8:
                bx = x - .2 + .3 * s.rng.random()
                s.box((bx - .12, .74, z - .12), (bx + .12, .765, z + .1), Mat(['#c4503f', '#e7e2d2', '#3d6b9e', '#e0b64a'][int(s.rng.random() * 4)]))
    s.person(.5, -4.1, 1.66, '#7e8fa8', '#31323a')
    s.exposure, s.warm, s.focus = .60, .5, (6., 1.5)
    return s.render(w, h, q)


def arcade(w, h, q):
    s = Scene((.35, 1.6, 8), (-.1, 1.75, -8), 62, 5)
    s.sky = sky('#74aee0', '#f2efe2', clouds=.6, hills=((.12, 2, '#9ab7a8'), (.07, 4, '#6f9a66')), seed=8)
    s.sun = ((-.72, .55, .12), V(5.2, 4.4, 3.3), .012)
    s.ambient = (V(.50, .54, .60), V(.42, .38, .32))
    s.box((-60, -1, -80), (60, -.15, 20), Mat('#5f8d41', grass))
    s.box((-1.9, -.15, -30), (2.0, 0, 14), Mat('#c7bca9', tiles(.6), gloss=.35))
    s.box((2.0, 0, -30), (2.3, 3.4, 14), Mat('#efe7d6', plaster))
    s.box((-2.2, 3.3, -30), (2.3, 3.6, 14), Mat('#f0ece2'))
    s.box((-60, 0, -36), (60, 7, -34), Mat('#d9b08c', facade(2.6, 3.5)))
    for z in np.arange(-29, 8, 3.2):
        s.box((-2.1, -.1, z), (-1.7, 3.3, z + .4), Mat('#e8dfce', plaster))
        s.box((1.97, .02, z + .9), (2.02, 2.2, z + 1.9), Mat('#7c5637', wood))
        s.box((1.96, 1.2, z + 2.2), (2.02, 2.2, z + 3.4), Mat('#a9cfe0', emit=('#dcecf2', .25)))
    s.box((-1.95, .85, -30), (-1.85, .95, 8), Mat('#b98d5e'))
    for x, z, hh in ((-6, -4, 6), (-8, -14, 8), (-6, -24, 7)):
        s.tree(x, z, hh, n=9, y=-.15)
    for x, z, t, c in ((-.5, -3.2, 1.5, '#3b6fb3'), (.1, -3.5, 1.46, '#f0f0ec'), (.9, -9, 1.6, '#b6442f'), (-.7, -14, 1.5, '#3b6fb3'), (-.1, -14.4, 1.5, '#3b6fb3')):
        s.person(x, z, t, c)
    s.exposure, s.warm = .58, .6
    return s.render(w, h, q)


def track(w, h, q):
    s = Scene((0, 5.2, 46), (0, 4.6, -10), 84, 6)
    s.sky = sky('#3a74bb', '#e6e3d6', sun=(.75, .28, -.4), sun_c=(1.0, .75, .45), clouds=1.0, cloud_c=(1.0, .94, .87),
                hills=((.20, 1.1, '#8d9fb3'), (.13, 2.1, '#6f8b8c'), (.085, 3.8, '#557a58')), seed=14)
    s.sun = ((.7, .42, .1), V(2.6, 2.2, 1.6), .012)
    s.ambient = (V(.44, .5, .6), V(.2, .2, .15))
    s.fog = (V(.70, .74, .78), 380.)
    red, green, white = rgb('#b14a34'), rgb('#4f8a3c'), rgb('#f1efe8')

    def ground(P, N, c):
        x, z = P[:, 0], P[:, 2]
        d = np.hypot(np.maximum(np.abs(x) - 42, 0), z)
        n = (.72 + .4 * fbm(x * .4, z * .4, 5) + .18 * noise(x * 9, z * 6))[:, None]
        stripe = np.where((np.floor(x / 6) % 2) > 0, 1.0, .86)[:, None]
        out = np.where((d < 27)[:, None], green * stripe * n, rgb('#6a8f49') * n)
        lane = (d > 27) & (d < 36.8)
        f = ((d - 27) / 1.22) % 1
        line = lane & ((f < .055) | (f > .965))
        out = np.where(lane[:, None], red * (.9 + .2 * (n - .7)), out)
        mark = (d < 27) & ((np.abs(x) < .12) | (np.abs(np.hypot(x, z) - 8) < .12) | (np.abs(d - 26.2) < .1))
        return np.where((line | mark)[:, None], white * .8, out)
    s.box((-400, -1, -400), (400, 0, 80), Mat('#4f8a3c', ground))
    for x in range(-60, 61, 20):
        s.box((x - 10, 0, -62), (x + 9, 9 + 3 * (x % 40 == 0), -52), Mat('#d9c6a5' if x % 40 else '#c47c58', facade(2.5, 3.4, rib='#efe9dd')))
    for i in range(5):
        s.box((-26, i * .7, -41 - i * .9), (26, i * .7 + .7, -40.1 - i * .9), Mat('#3f6fa3' if i % 2 else '#c9cdd0'))
    s.box((-27, 7.2, -47), (27, 7.5, -38.5), Mat('#f0f0ee'))
    for x in range(-26, 27, 13):
        s.box((x - .15, 0, -46), (x + .15, 7.2, -45.7), Mat('#dadcdd'))
    for x in list(range(-95, -40, 11)) + list(range(42, 100, 11)):
        s.tree(x + 2 * s.rng.random(), -44 - 4 * s.rng.random(), 8 + 3 * s.rng.random(), n=8)
    for i in range(26):
        x, z = s.rng.uniform(-36, 36), s.rng.uniform(-20, 20)
        s.person(x, z, 1.7, ['#d94b35', '#f2f2ee', '#2f66b0', '#e8b23a'][i % 4], stride=.25)
    for x in (-3.2, -1.4, .6, 2.9, 5.6):
        s.person(x * 3 - 4, 30.5 + abs(x) * .5, 1.66, ['#e9e9e6', '#d94b35', '#2f66b0'][int(abs(x)) % 3], '#1f2a44', stride=.3)
    s.exposure, s.warm = .66, .35
    return s.render(w, h, max(2, q - 3), 1.15)


def library(w, h, q):
    s = Scene((.3, 1.65, 6.6), (-.2, 1.45, -6), 66, 8)
    s.sky = sky('#9ccaf0', '#f5f5ee', clouds=.3)
    s.sun = ((-.85, .75, -.1), V(5.0, 4.4, 3.5), .015)
    s.ambient = (V(.5, .48, .44), V(.44, .38, .31))
    room(s, -5.5, 5.5, 3.9, -9, 8, Mat('#b98a5a', planks, gloss=.35), Mat('#efe6d6', plaster), Mat('#f4efe6'),
         ([(-8, -5.5), (-4.5, -2), (-1, 1.5), (2.5, 5)], .5, 3.3))
    pal = ['#7a2f2a', '#24466e', '#2f5d49', '#c9a24a', '#e2dac6', '#5b4a7a', '#8c5a34', '#b5503c', '#3d7d8d', '#d8d2c4']
    for z in (-7.6, -5.4, -3.2, -1.0):
        for a, b in ((-4.6, -1.5), (1.5, 4.9)):
            s.box((a, 0, z), (b, 2.16, z + .5), Mat('#a5713f', books(pal)))
            s.box((a - .04, 0, z - .02), (a, 2.24, z + .52), Mat('#a5713f', wood))
            s.box((b, 0, z - .02), (b + .04, 2.24, z + .52), Mat('#a5713f', wood))
            s.box((a - .04, 2.16, z - .02), (b + .04, 2.24, z + .52), Mat('#b07c48', wood))
    s.box((-3.4, .72, 1.6), (-.9, .77, 2.9), Mat('#c79259', wood))
    s.box((1.2, .72, 1.4), (3.9, .77, 2.7), Mat('#c79259', wood))
    for x in (-3.2, -1.1, 1.4, 3.7):
        s.box((x - .04, 0, 2.1), (x + .04, .72, 2.2), Mat('#6e4a2c'))
    for x, z, c in ((-2.9, 1.2, '#3f76b5'), (-1.5, 3.2, '#e9e6de'), (1.8, 1.0, '#d0573e'), (3.2, 3.0, '#3f76b5')):
        s.person(x, z, 1.35, c, y=-.15)
    for x, z in ((-2.5, 2.0), (-1.6, 2.5), (1.9, 1.9), (3.1, 2.2)):
        s.box((x - .2, .77, z - .14), (x + .2, .785, z + .14), Mat('#f6f2e6'))
    s.person(.1, -3.4, 1.6, '#6f8f6a', '#39393f')
    for z in (-7, -4, -1, 2):
        for x in (-2.6, 0, 2.6):
            s.ball((x, 3.15, z), .16, Mat('#fff3d6', emit=('#ffe3ae', 2.2)), False)
            s.box((x - .01, 3.3, z - .01), (x + .01, 3.9, z + .01), Mat('#333333'), False)
            s.lamps.append(((x, 3.0, z), V(.55, .46, .33), .9))
    s.exposure, s.warm, s.focus = .62, .6, (5.5, 1.6)
    return s.render(w, h, q)


def heads(s, rows, xs, z0, dz, y0=0., dy=.0, shirts=('#2b3550', '#3a2f38', '#4a5568', '#7b2d2d')):
    for i in range(rows):
        for x in np.arange(-xs, xs + .1, .78):
            if s.rng.random() < .08:
                continue
            a, b = x + s.rng.uniform(-.1, .1) + .39 * (i % 2), z0 + i * dz
            t = 1.16 + s.rng.uniform(-.06, .08) + y0 + i * dy
            s.ball((a, t, b), (.105, .13, .115), Mat('#1a1412'), False)
            s.ball((a, t - .34, b), (.23, .26, .14), Mat(shirts[int(s.rng.random() * len(shirts))]), False)


def stage(w, h, q):
    s = Scene((.6, 2.6, 11.5), (0, 1.9, -3), 56, 9)
    s.sky = lambda D: np.broadcast_to(V(.004, .004, .007), D.shape)
    s.ambient = (V(.035, .03, .04), V(.05, .03, .03))
    s.ao = .8

    def curtain(P, N, c):
        return c * (.35 + .75 * (.5 + .5 * np.sin(P[:, 0] * 9 + .6 * np.sin(P[:, 0] * 3.1))) ** 1.4)[:, None]

    def screen(P, N, c):
        u, v = P[:, 0] / 9.2 + .5, (P[:, 1] - 1.2) / 3.8
        g = mix(rgb('#f6b25b'), rgb('#2b5fa8'), np.clip(v * 1.3, 0, 1))
        r = .18 + .22 * fbm(u * 3, u * 0, 5)
        g = np.where((v < r)[:, None], rgb('#2c5a48'), g)
        r = .08 + .2 * fbm(u * 5 + 9, u * 0, 5)
        g = np.where((v < r)[:, None], rgb('#173a35'), g)
        sun_ = np.hypot((u - .68) * 2.4, v - .55)
        return mix(g, rgb('#ffe8b8'), step(.12, .10, sun_))
    s.box((-9, .0, -6), (9, .8, 2), Mat('#8a5a34', planks, gloss=.4))
    s.box((-20, -.1, 2), (20, 0, 20), Mat('#2b1d20'))
    s.box((-9, .8, -6.2), (9, 8, -6), Mat('#5b1616', curtain))
    sc = Mat('#ffffff', screen)
    s.box((-4.6, 1.2, -5.9), (4.6, 5.0, -5.8), sc)
    s.lamps.append(((0, 3.2, -2.2), V(1.0, .9, .8), 2.2))
    for a in (-9, 5.4):
        s.box((a, .8, -4), (a + 3.6, 8, -3.6), Mat('#8d1d1d', curtain))
    s.box((-9, 5.9, -3.6), (9, 8, -3.4), Mat('#8d1d1d', curtain))
    s.box((-20, 0, 2.0), (-9, 9, 2.2), Mat('#3a2a28'))
    s.box((9, 0, 2.0), (20, 9, 2.2), Mat('#3a2a28'))
    for i, x in enumerate(np.linspace(-4.4, 4.4, 12)):
        s.person(x, -3.0 - .25 * (i % 2), 1.45, '#f3f1ea' if i % 2 else '#d63d33', '#22304f', y=.8 + .35 * (i % 2), stride=.02)
    s.box((-4.9, .8, -3.6), (4.9, 1.15, -3.02), Mat('#6b4529'))
    s.person(.2, -.6, 1.7, '#16181f', '#16181f', y=.8)
    for x, c in ((-4, (3.6, 3.0, 2.4)), (0, (4.2, 3.8, 3.2)), (4, (3.6, 3.0, 2.4))):
        s.lamps.append(((x, 5.4, .6), V(*c), 1.6))
    heads(s, 6, 7, 4.2, 1.0, dy=.05)
    s.exposure, s.bloom = 1.3, .5
    im = s.render(w, h, q)
    return beams(im, [(.30, -.05, .30, .62), (.5, -.05, .5, .62), (.70, -.05, .70, .62)], (255, 236, 205), 26)


def beams(im, rays, colour, strength):
    w, h = im.size
    m = Image.new('L', (w // 2, h // 2))
    d = ImageDraw.Draw(m)
    for x0, y0, x1, y1 in rays:
        d.polygon([(int((x0 - .008) * w / 2), int(y0 * h / 2)), (int((x0 + .008) * w / 2), int(y0 * h / 2)),
                   (int((x1 + .075) * w / 2), int(y1 * h / 2)), (int((x1 - .075) * w / 2), int(y1 * h / 2))], strength)
    fade = Image.fromarray((np.linspace(1, .25, h // 2)[:, None] * np.asarray(m.filter(ImageFilter.GaussianBlur(w * .008)), F)).astype(np.uint8))
    a = np.asarray(fade.resize((w, h), Image.BICUBIC), F)[..., None] / 255
    o = np.asarray(im, F)
    return Image.fromarray(np.clip(o + (np.array(colour, F) - o * .3) * a, 0, 255).astype(np.uint8))


def lab(w, h, q):
    s = Scene((1.9, 1.6, 3.6), (-.7, 1.0, -2.2), 60, 11)
    s.sky = sky('#a9cdee', '#f4f7f4', clouds=.3, hills=((.10, 2, '#a5c4b0'),))
    s.sun = ((-.85, .6, .25), V(4.6, 4.2, 3.6), .012)
    s.ambient = (V(.6, .63, .66), V(.46, .46, .46))
    room(s, -4, 4, 3.1, -5, 5, Mat('#c9cfce', tiles(.6), gloss=.4), Mat('#eef1ee', plaster), Mat('#f6f7f6'),
         ([(-4.2, -2.0), (-1.2, 1.0), (1.8, 4.0)], 1.0, 2.6))
    s.box((-3, 1.2, -4.99), (1, 2.3, -4.95), Mat('#f8f9f8', emit=('#ffffff', .12)))
    s.box((1.6, .9, -4.99), (3.6, 2.5, -4.6), Mat('#d9e2e2', books(['#d4684e', '#e9d9a8', '#5f9fb0', '#8fb77d', '#f0ece2'], .4, .09)))
    cols = ['#1d8fc4', '#e0592f', '#3fa35a', '#e6b422', '#8a4ea6', '#d23c5b']
    for j, z in enumerate((-3.2, -1.3, .7)):
        s.box((-3.2, .84, z - .42), (2.4, .9, z + .42), Mat('#34424a', gloss=.25))
        s.box((-3.1, 0, z - .36), (2.3, .84, z + .36), Mat('#dfe7e6'))
        for i in range(9):
            x = -2.9 + i * .62 + .12 * s.rng.random()
            c = Mat(cols[(i + j * 2) % 6], emit=(cols[(i + j * 2) % 6], .18), gloss=.35)
            zz = z + s.rng.uniform(-.2, .2)
            k = (i * 7 + j * 3) % 4
            if k == 0:
                s.ball((x, 1.0, zz), .105, c)
                s.box((x - .022, 1.05, zz - .022), (x + .022, 1.26, zz + .022), Mat('#cfdfe4', gloss=.4))
            elif k == 1:
                for t in range(4):
                    s.box((x + t * .06 - .016, .94, zz - .016), (x + t * .06 + .016, 1.14, zz + .016), Mat(cols[(i + t) % 6], emit=(cols[(i + t) % 6], .15), gloss=.3))
                s.box((x - .05, .9, zz - .05), (x + .24, .99, zz + .05), Mat('#c99b62', wood))
            elif k == 2:
                s.box((x - .09, .9, zz - .12), (x + .09, .96, zz + .12), Mat('#22272c'))
                s.box((x - .03, .96, zz + .03), (x + .03, 1.25, zz + .09), Mat('#f0f1f0'))
                s.ball((x, 1.24, zz - .02), (.045, .09, .09), Mat('#2a3036'))
            else:
                s.ball((x, .97, zz), (.085, .075, .085), c)
                s.box((x - .05, 1.0, zz - .05), (x + .05, 1.13, zz + .05), Mat('#cfe0e4', gloss=.4))
    for x, z, c in ((-1.9, -2.1, '#f5f6f4'), (-.5, -2.2, '#f5f6f4'), (1.1, -2.2, '#f5f6f4'), (-2.5, -.2, '#f5f6f4'), (.6, -4.2, '#8ea6bf')):
        s.person(x, z, 1.5, c, '#39435a')
    for z in (-3.4, -.6, 2.2):
        s.box((-1.4, 3.02, z - .12), (1.4, 3.08, z + .12), Mat('#ffffff', emit=('#f6fbff', 1.7)), False)
        s.lamps.append(((0, 2.9, z), V(.5, .52, .54), 1.1))
    s.exposure, s.focus = .58, (3.4, 1.3)
    return s.render(w, h, q)


def farm(w, h, q):
    s = Scene((0, 2.3, 9), (0, 1.6, -6), 60, 12)
    s.sky = sky('#3f86cf', '#dcebf0', sun=(.5, .5, -.3), clouds=1., hills=HILLS, seed=21)
    s.sun = ((.55, .6, .25), V(2.6, 2.3, 1.8), .012)
    s.ambient = (V(.42, .5, .58), V(.2, .2, .14))
    s.fog = (V(.68, .76, .82), 220.)

    def soil(P, N, c):
        n = fbm(P[:, 0] * 3, P[:, 2] * 3, 5)
        ridge = .5 + .5 * np.cos(P[:, 0] / .95 * 6.283)
        return c * (.45 + .6 * n + .35 * ridge)[:, None]
    s.box((-80, -1, -90), (80, -.02, 20), Mat('#6f9a4a', grass))
    s.box((-7.5, -1, -22), (7.5, 0, 12), Mat('#7a5538', soil))
    greens = ['#5d9a3a', '#3f7d34', '#7fb04a', '#8e5a7a']
    for i, x in enumerate(np.arange(-6.65, 6.7, .95)):
        for z in np.arange(-21, 7.6, .62 if abs(x) < 4 else .9):
            r = .17 + .1 * s.rng.random()
            c = rgb(greens[(i // 2) % 4]) * (.75 + .5 * s.rng.random())
            s.ball((x + s.rng.uniform(-.06, .06), .1, z + s.rng.uniform(-.1, .1)), (r, r * .85, r), Mat(c, lambda P, N, c: c * (.4 + 1.2 * noise(P[:, 0] * 22, P[:, 2] * 22 + P[:, 1] * 15))[:, None], bump=.9), z > -8)
    s.box((-22, 0, -34), (-6, 3.2, -26), Mat('#dfe9ea', facade(1.2, 3.2, glass='#a9c6cc', mx=.05, my=.08)))
    s.box((4, 0, -40), (24, 8.5, -32), Mat('#d8946c', facade(2.6, 3.5, rib='#f0e8da')))
    for x, z, t, c in ((-2.0, -1.0, 1.4, '#2f6fb8'), (-.4, -3.2, 1.42, '#f2efe6'), (1.5, -1.6, 1.4, '#d8543a'), (3.3, -5, 1.44, '#2f6fb8'), (.5, -8, 1.66, '#6d8aa0')):
        s.person(round(x / .95) * .95 + .48, z, t, c)
        s.ball((round(x / .95) * .95 + .48, t - .02, z), (.24, .035, .24), Mat('#e6cf8e'))
    for x, z, hh in ((-16, -22, 7), (12, -26, 7), (19, -20, 8)):
        s.tree(x, z, hh)
    s.exposure, s.warm = .62, .3
    return s.render(w, h, max(3, q - 2))


def avenue(leaf, fallen, seed, sunset):
    def draw(w, h, q):
        s = Scene((.0, 1.65, 12), (0, 2.9, -10), 64, seed)
        s.sky = sky('#4d8fd0', '#f0eadb', sun=(-.4, .4, -.8), clouds=.6, hills=((.10, 2.2, '#9bb0ae'),), seed=seed)
        s.sun = ((-.6, .62, -.15), V(3.4, 2.8, 1.9), .014)
        s.ambient = (V(.46, .5, .54), V(.34, .3, .2))
        s.fog = (V(.82, .82, .78), 150.)
        gf, gc = rgb(fallen), rgb('#6d9148')

        def lawn(P, N, c):
            m = step(.50, .62, fbm(P[:, 0] * 1.2, P[:, 2] * 1.2, 5))
            return mix(grass(P, N, gc), gf * (.7 + .5 * noise(P[:, 0] * 16, P[:, 2] * 12))[:, None], m * .85)

        def path(P, N, c):
            b = tiles(.5, .014)(P, N, c)
            m = (cell(P[:, 0] * 11, P[:, 2] * 9) > .955) | (fbm(P[:, 0] * 2.2, P[:, 2] * 2.2, 4) > .66)
            return np.where(m[:, None], gf * (.8 + .4 * cell(P[:, 0] * 17, P[:, 2] * 15))[:, None], b)
        s.box((-60, -1, -90), (60, -.03, 20), Mat('#6d9148', lawn))
        s.box((-2.1, -1, -90), (2.1, 0, 20), Mat('#b8aea0', path))
        for z in np.arange(-40, 9, 6):
            for x in (-3.9, 3.9):
                s.tree(x + s.rng.uniform(-.3, .3), z + s.rng.uniform(-.6, .6), 7.4 + 1.5 * s.rng.random(), leaf, n=13, spread=.36)
        if sunset:
            for x, z, t, c in ((-.7, 2.2, 1.5, '#2f66b0'), (.0, 1.9, 1.46, '#f2f0ea'), (1.0, -5, 1.64, '#b8503a'), (-1.0, -9, 1.5, '#2f66b0'), (.4, -16, 1.6, '#2f66b0')):
                s.person(x, z, t, c)
        else:
            s.box((2.3, .42, 1.2), (2.9, .48, 3.4), Mat('#9a6c42', wood))
            s.box((2.85, .48, 1.2), (2.92, .95, 3.4), Mat('#9a6c42', wood))
            s.box((2.35, 0, 1.4), (2.85, .42, 1.5), Mat('#4a4a4a'))
            s.box((2.35, 0, 3.1), (2.85, .42, 3.2), Mat('#4a4a4a'))
            s.person(-.35, -1.2, 1.62, '#e8eef4', '#8fa9c4')
            s.person(.35, -1.3, 1.66, '#9cc7bd', '#9cc7bd')
            s.person(-.4, -13, 1.6, '#c8785f')
        s.box((-14, 0, -60), (14, 13, -52), Mat('#e9dfcf', facade(2.8, 3.6)))
        s.exposure, s.warm = .60, .55
        return s.render(w, h, q)
    return draw


def oldgate(w, h, q):
    s = Scene((2.6, 1.7, 15), (.2, 2.5, -4), 50, 15)
    s.sky = sky('#9fb0bf', '#eceae4', clouds=.5, hills=((.14, 1.5, '#a2a8a6'),), seed=33)
    s.sun = ((.6, .6, .6), V(1.9, 1.8, 1.7), .03)
    s.ambient = (V(.5, .52, .54), V(.25, .25, .24))
    s.fog = (V(.75, .75, .74), 160.)

    def brick(P, N, c):
        u = np.where(np.abs(N[:, 0]) > .5, P[:, 2], P[:, 0]) / .26
        v = P[:, 1] / .085
        uu = u + .5 * (np.floor(v) % 2)
        j = (uu % 1 < .05) | (v % 1 < .14)
        return c * (np.where(j, 1.35, .75 + .5 * cell(uu, v)))[:, None]
    s.box((-60, -1, -60), (60, 0, 20), Mat('#9a9184', lambda P, N, c: c * (.6 + .6 * fbm(P[:, 0] * 1.4, P[:, 2] * 1.4, 6))[:, None]))
    for x in (-3.4, 2.4):
        s.box((x, 0, -1), (x + 1.0, 4.2, 0), Mat('#7b6a60', brick))
        s.box((x - .15, 4.2, -1.15), (x + 1.15, 4.5, .15), Mat('#b8b2a8'))
        s.ball((x + .5, 4.85, -.5), .36, Mat('#c9c4ba'))
    s.box((-2.4, 4.0, -.7), (2.4, 4.75, -.4), Mat('#d9d4ca', plaster))
    s.box((-2.2, 4.12, -.39), (2.2, 4.62, -.36), Mat('#efeae0'))
    for x in np.arange(-1.7, 1.8, .68):
        s.box((x - .02, 4.2, -.36), (x + .02, 4.55, -.34), Mat('#333333'))
        s.box((x - .18, 4.33, -.36), (x + .18, 4.37, -.34), Mat('#333333'))
        s.box((x - .14, 4.24, -.36), (x + .14, 4.27, -.34), Mat('#333333'))
    s.box((-30, 0, -.8), (-3.4, 2.4, -.4), Mat('#86766c', brick))
    s.box((3.4, 0, -.8), (30, 2.4, -.4), Mat('#86766c', brick))
    s.box((-9, 0, -24), (9, 6.4, -16), Mat('#b9b2a6', facade(2.2, 3.1, glass='#2a2a2a', mx=.28, my=.3)))
    s.box((-9.5, 6.4, -24.5), (9.5, 7.3, -15.5), Mat('#555049'))
    s.box((-2, 7.3, -22), (2, 8.6, -16), Mat('#aaa397', brick))
    s.tree(-7.5, -5, 8.5, '#4d6b3f', 14)
    s.tree(8.2, -6, 9.5, '#4d6b3f', 15)
    for x, z, t in ((-.7, 1.6, 1.4), (0, 1.4, 1.44), (.9, 2.4, 1.36)):
        s.person(x, z, t, '#d8d8d8', '#3c3c3c')
    s.exposure = .66
    im = s.render(w, h, q)
    g = np.asarray(im.convert('L'), F)
    n = np.random.default_rng(3).standard_normal(g.shape).astype(F)
    g = (g - g.min()) / (np.percentile(g, 99.5) - g.min())
    g = 22 + np.clip(g, 0, 1) ** 1.15 * 214 + n * 3.0
    return Image.fromarray(np.clip(g, 0, 255).astype(np.uint8), 'L').filter(ImageFilter.GaussianBlur(.6))


def trophy(w, h, q):
    """旋成体奖杯，背景透明"""
    k = 2
    W, H = w * k, h * k
    Y, X = np.mgrid[0:H, 0:W].astype(F)
    x, y = (X / W - .5) * 2, (Y / H - .5) * 2
    pts = [(-.78, .46), (-.74, .48), (-.70, .455), (-.40, .44), (-.15, .36), (.05, .20), (.14, .09), (.22, .06), (.27, .10), (.31, .06), (.42, .075),
           (.50, .16), (.55, .24), (.58, .25)]
    r = np.interp(y, [p[0] for p in pts], [p[1] for p in pts]).astype(F)
    r = blur(np.ascontiguousarray(r), H * .004)
    body = (y > -.78) & (y < .58) & (np.abs(x) < r)
    out = np.zeros((H, W, 4), F)

    def metal(nx, ny, base):
        env = .30 + .9 * step(.15, .5, nx + .45) * step(-.05, -.35, nx - .25) + .5 * step(.72, .86, nx) * step(.99, .9, nx) + .25 * np.clip(-ny, 0, 1)
        env = env + .5 * np.exp(-((nx + .42) / .09) ** 2)
        return np.array(base, F) * env[..., None]
    nx = np.clip(x / np.maximum(r, 1e-3), -1, 1)
    dy = -np.gradient(r, axis=0) * H / 2
    c = metal(nx, dy, (.95, .70, .26)) * (.55 + .5 * np.sqrt(np.clip(1 - nx * nx, 0, 1)))[..., None]
    for y0 in (-.62, -.33, .02):
        c = c * (1 - .35 * np.exp(-((y - y0) / .006) ** 2))[..., None]
    # 两耳
    for sgn in (-1, 1):
        d = np.hypot((x - sgn * .50) / 1.0, (y + .42) / 1.25)
        ring = (np.abs(d - .185) < .032) & (sgn * x > .30)
        t = (d - .185) / .032
        cc = metal(t * .8 * sgn, y * 0, (.92, .66, .24)) * (.45 + .6 * np.sqrt(np.clip(1 - t * t, 0, 1)))[..., None]
        out = np.where((ring & ~body)[..., None], np.concatenate([cc, np.ones((H, W, 1), F)], -1), out)
    out = np.where(body[..., None], np.concatenate([c, np.ones((H, W, 1), F)], -1), out)
    # 星
    star = Image.new('L', (W, H))
    ImageDraw.Draw(star).polygon([(W / 2 + .065 * H * (1 if i % 2 == 0 else .4) * np.sin(i * np.pi / 5),
                                   .265 * H - .065 * H * (1 if i % 2 == 0 else .4) * np.cos(i * np.pi / 5)) for i in range(10)], fill=255)
    star = np.asarray(star) > 0
    out[..., :3] = np.where(star[..., None], out[..., :3] * .35 + V(.62, .44, .14) * .55, out[..., :3])
    # 座
    for y0, y1, hw, base in ((.58, .64, .30, (.30, .17, .09)), (.64, .86, .36, (.23, .12, .06)), (.86, .92, .42, (.30, .17, .09))):
        b = (y >= y0) & (y < y1) & (np.abs(x) < hw)
        sh = .55 + .9 * np.exp(-((x / hw + .35) / .22) ** 2) + .25 * (1 - np.abs(x) / hw) + .3 * (fbm(x * 6, y * 60, 4) - .5)
        out = np.where(b[..., None], np.concatenate([np.array(base, F) * sh[..., None], np.ones((H, W, 1), F)], -1), out)
    pl = (np.abs(x) < .2) & (y > .69) & (y < .81)
    out[..., :3] = np.where(pl[..., None], metal(x / .3, y * 0, (.85, .65, .28)), out[..., :3])
    col = np.clip(out[..., :3], 0, 1) ** (1 / 1.5)
    shadow = np.exp(-((x / .5) ** 2 + ((y - .925) / .035) ** 2)) * .45
    alpha = np.maximum(out[..., 3], shadow * (out[..., 3] == 0))
    im = Image.fromarray((np.dstack([col, alpha]).clip(0, 1) * 255).astype(np.uint8), 'RGBA')
    return im.resize((w, h), Image.LANCZOS)


# ── 医院 ──────────────────────────────────────────────────────────────

def tower(w, h, q):
    s = Scene((-17, 1.9, 40), (1.5, 14.5, -10), 60, 21)
    s.sky = sky('#24406e', '#f0a973', sun=(-.75, .06, -.6), sun_c=(1., .55, .25), clouds=.9, cloud_c=(.95, .62, .52),
                hills=((.10, 1.8, '#5d5870'), (.065, 3.2, '#3f4658')), seed=41)
    s.sun = ((-.85, .28, .35), V(.9, .55, .35), .02)
    s.ambient = (V(.26, .30, .44), V(.16, .13, .12))
    s.fog = (V(.62, .48, .42), 500.)
    s.box((-200, -1, -200), (200, 0, 70), Mat('#5a5e66', tiles(1.5, .02), gloss=.55))
    s.box((-4, 0, -24), (18, 46, -8), Mat('#d5dbe0', facade(2.0, 3.3, glass='#35506c', mx=.10, my=.2, lit=.30)))
    s.box((18, 0, -22), (27, 37, -9), Mat('#b9c4cd', facade(1.5, 3.3, glass='#2c4560', mx=.05, my=.12, lit=.26)))
    s.box((-26, 0, -22), (34, 10.5, -4), Mat('#e3e2dd', facade(2.4, 3.5, glass='#4a6b86', mx=.06, my=.14, lit=.5)))
    s.box((-27, 10.5, -23), (35, 11.2, -3.4), Mat('#f0f0ee'))
    s.box((-5, 46, -25), (19, 47, -7), Mat('#e6eaee'))
    s.box((1, 47, -20), (12, 51, -12), Mat('#c6ced6'))
    e = Mat('#ffffff', emit=('#9fe0c0', 2.6))
    s.box((6, 47.8, -11.9), (7, 50.8, -11.8), e)
    s.box((5, 48.8, -11.9), (8, 49.8, -11.8), e)
    s.box((-12, 4.2, -4), (2, 4.7, 2), Mat('#f2f2f0', emit=('#ffe6bd', .25)))
    for x in (-11.6, 1.2):
        s.box((x, 0, 1.3), (x + .4, 4.2, 1.7), Mat('#d8dadc'))
    for x in (-9, -5, -1):
        s.lamps.append(((x, 3.8, -.5), V(2.2, 1.7, 1.1), 1.6))
    for x, z, hh in ((-19, 4, 7), (-25, 8, 8), (14, 4, 7), (21, 2, 8), (28, 6, 9), (9, 7, 6)):
        s.tree(x, z, hh, '#4a6a45')
    for x, z in ((-10, 7), (-7, 10), (-3.5, 6), (-2.8, 6.3), (1, 12), (-13, 14)):
        s.person(x, z, 1.7, '#3d4a63', '#23262e')
    s.box((4, .35, 3), (8.6, 1.2, 5), Mat('#e9ebec', gloss=.3))
    s.box((4.9, 1.2, 3.1), (7.8, 1.8, 4.9), Mat('#2e3c4a', gloss=.4))
    s.exposure, s.bloom, s.saturation = .82, .5, 1.12
    return s.render(w, h, q)


def lobby(w, h, q):
    s = Scene((-1.5, 2.0, 13), (.5, 3.0, -8), 70, 22)
    s.sky = sky('#8dbde6', '#f2f6f8', clouds=.5)
    s.sun = ((-.35, .9, -.2), V(3.6, 3.3, 2.8), .012)
    s.ambient = (V(.62, .64, .66), V(.50, .48, .44))
    room(s, -11, 11, 9.5, -16, 15, Mat('#d9d3c6', tiles(1.2, .012, .8), gloss=.75), Mat('#efeae0', plaster), Mat('#ffffff'))
    s.prims = [p for p in s.prims if not (p[0] == 'b' and p[1][1] > 9.4)]
    for z in np.arange(-16, 15, 2.2):
        s.box((-11, 9.4, z), (11, 9.8, z + .35), Mat('#f5f5f3'))
    for x in (-11, -7.2, 6.9, 10.6):
        s.box((x, 9.3, -16), (x + .4, 9.7, 15), Mat('#f5f5f3'))
    s.box((-11, 9.4, -16), (-6.5, 9.6, 15), Mat('#f5f5f3'))
    s.box((6.5, 9.4, -16), (11, 9.6, 15), Mat('#f5f5f3'))
    for y in (3.6, 6.6):
        for a, b in ((-11, -7), (7, 11)):
            s.box((a, y, -16), (b, y + .35, 15), Mat('#f3f0ea'))
        s.box((-7.06, y + .35, -16), (-7.0, y + 1.3, 15), Mat('#a9c9cf', gloss=.5))
        s.box((7.0, y + .35, -16), (7.06, y + 1.3, 15), Mat('#a9c9cf', gloss=.5))
        s.box((-7, y, -16), (7, y + .35, -12.5), Mat('#f3f0ea'))
        s.box((-7, y + .35, -12.5), (7, y + 1.3, -12.46), Mat('#a9c9cf', gloss=.5))
    for z in (-11, -5, 1, 7):
        for x in (-7.2, 6.7):
            s.box((x, 0, z), (x + .55, 9.4, z + .55), Mat('#f1ebe0', plaster, gloss=.15))
    s.box((-3.6, 0, -8), (4.2, 1.1, -7), Mat('#a87a4c', wood, gloss=.2))
    s.box((-3.7, 1.1, -8.1), (4.3, 1.18, -6.9), Mat('#f5f2ec', gloss=.3))
    s.box((-3, 1.9, -11.9), (3.6, 3.2, -11.8), Mat('#2c6f8a', emit=('#4fb0c8', .30)))
    for i in range(5):
        s.box((-2.7 + i * 1.25, 2.25, -11.8), (-1.9 + i * 1.25, 2.85, -11.76), Mat('#ffffff', emit=('#e9fbff', .5)))
    for z in (-10, -4, 2, 8):
        for x in (-9, 9):
            for y in (3.5, 6.5):
                s.box((x - .7, y, z - .12), (x + .7, y + .05, z + .12), Mat('#ffffff', emit=('#fff0d6', 1.8)), False)
            s.lamps.append(((x, 3.3, z), V(.5, .45, .36), 1.3))
    for x, z, c in ((-2.2, -8.7, '#f3f5f6'), (.2, -8.7, '#f3f5f6'), (2.6, -8.7, '#f3f5f6'), (-1.2, -5.7, '#6b4f47'), (1.6, -5.4, '#3f5f8a'), (-4.6, -1, '#b5654c'),
                    (-4, -1.3, '#3c4a5e'), (3.7, 2, '#f2f4f5'), (4.4, 1.7, '#88b4c4'), (-2.6, 4.4, '#55606e'), (.7, -1.5, '#7b8f6a')):
        s.person(x, z, 1.68, c)
    for x in (-5.6, 5.6):
        s.box((x - .35, 0, -3.4), (x + .35, .6, -2.7), Mat('#e9e6e0'))
        for _ in range(7):
            s.ball((x + s.rng.uniform(-.3, .3), 1.0 + s.rng.uniform(-.2, .5), -3.05 + s.rng.uniform(-.3, .3)), .28, Mat('#4f8a4a', lambda P, N, c: c * (.4 + 1.2 * noise(P[:, 0] * 14, P[:, 1] * 14))[:, None], bump=.9))
    s.exposure, s.warm = .52, .25
    return s.render(w, h, q)


def ward(w, h, q):
    s = Scene((.25, 1.55, 9), (-.05, 1.5, -10), 58, 23)
    s.sky = lambda D: np.broadcast_to(V(1.3, 1.4, 1.45), D.shape)
    s.ambient = (V(.42, .46, .48), V(.38, .40, .40))
    wall = Mat('#e9efe9', lambda P, N, c: np.where((P[:, 1] < 1.05)[:, None], rgb('#a9cdbf'), c) * (.96 + .08 * fbm(P[:, 2], P[:, 1] * 2, 3))[:, None])
    s.box((-1.5, -.1, -28), (1.5, 0, 12), Mat('#cfd8d2', lambda P, N, c: np.where((np.abs(np.abs(P[:, 0]) - 1.2) < .05)[:, None], rgb('#5fa08c'), c), gloss=.8))
    s.box((-1.5, 2.75, -28), (1.5, 2.85, 12), Mat('#f6f7f6'))
    s.box((-1.6, 0, -28), (-1.5, 2.8, 12), wall)
    s.box((1.5, 0, -28), (1.6, 2.8, 12), wall)
    s.box((-.9, .3, -28.0), (.9, 2.5, -27.95), Mat('#ffffff', emit=('#eef8ff', 2.0)))
    s.box((-1.5, 0, -28.1), (1.5, 2.8, -28.0), wall)
    for x in (-1.46, 1.40):
        s.box((x, .88, -28), (x + .06, .98, 9), Mat('#c99a63', wood))
    for i, z in enumerate(np.arange(-26, 9, 3.4)):
        for x in (-1.5, 1.47):
            s.box((x, 0, z), (x + .03, 2.1, z + 1.15), Mat('#d8a86c', wood))
            s.box((x - .005, 1.3, z + .75), (x + .035, 1.8, z + .95), Mat('#cfe4ea', emit=('#e6f4f8', .25)))
        s.box((-1.49, 2.2, z + .3), (-1.46, 2.4, z + .85), Mat('#2f8f7a', emit=('#4fc0a4', .35)))
        s.box((-.35, 2.72, z + 1.2), (.35, 2.76, z + 2.6), Mat('#ffffff', emit=('#f7fcff', 2.2)), False)
        s.lamps.append(((0, 2.6, z + 1.9), V(.50, .54, .56), .8))
    s.person(.28, 1.4, 1.64, '#f4f8fa', '#f0f4f6')
    s.ball((.28, 1.69, 1.4), (.11, .045, .1), Mat('#f6fafc'))
    s.person(-.55, -6, 1.7, '#f4f7f8', '#3c5a6e')
    s.person(-.95, -13, 1.66, '#8fc4c9', '#8fc4c9')
    s.box((-1.25, .5, 2.6), (-.75, .55, 3.5), Mat('#dfe6e8', gloss=.3))
    s.box((-1.25, .85, 2.6), (-.75, .9, 3.5), Mat('#dfe6e8', gloss=.3))
    for a, b in ((-1.24, 2.62), (-.78, 2.62), (-1.24, 3.46), (-.78, 3.46)):
        s.box((a, .05, b), (a + .03, .95, b + .03), Mat('#aab4b8'))
    for i in range(5):
        s.box((-1.2 + .08 * i, .9, 2.7 + .13 * i), (-1.12 + .08 * i, 1.04, 2.8 + .13 * i), Mat(['#e0764e', '#f2f2ee', '#5f9fc0', '#f0d27a', '#8dbf8a'][i]))
    s.exposure = .72
    return s.render(w, h, q)


def theatre(w, h, q):
    s = Scene((1.5, 1.75, 4.3), (-.15, 1.25, -1), 58, 24)
    s.sky = lambda D: np.broadcast_to(V(.02, .05, .06), D.shape)
    s.ambient = (V(.12, .20, .22), V(.08, .13, .14))
    room(s, -4, 4, 3.3, -4.5, 6, Mat('#6f9a99', gloss=.6), Mat('#8fb8b6'), Mat('#b8d0cf'))
    s.box((-3.2, .0, -4.4), (-1.4, 2.0, -4.0), Mat('#c2d4d4', books(['#e8eef0', '#b8d0d8', '#d9e2c9', '#e9d6c0'], .5, .14)))
    s.box((.7, 1.5, -4.4), (2.2, 2.4, -4.35), Mat('#0d2533', lambda P, N, c: np.where((np.abs((P[:, 1] - 1.95) - .12 * np.sin(P[:, 0] * 9) * np.exp(-((P[:, 0] * 1.6 % 1 - .5) / .13) ** 2) * 3) < .015)[:, None], rgb('#59ffb0') * 3, rgb('#0d2a3a'))))
    s.box((2.7, 1.3, -4.4), (3.7, 2.2, -4.35), Mat('#9fb4bd', lambda P, N, c: mix(rgb('#12202c'), rgb('#d9e8ee') * 1.3, step(.45, .75, fbm(P[:, 0] * 4, P[:, 1] * 4, 5)))))
    for (x, y, z, r) in ((-.55, 2.45, -.6, .46), (.62, 2.62, -1.1, .36)):
        s.ball((x, y + .06, z), (r, .09, r), Mat('#dfe5e6', gloss=.2), False)
        for i in range(7):
            a = i * np.pi / 3
            rr = 0 if i == 6 else r * .6
            s.ball((x + rr * np.cos(a), y - .015, z + rr * np.sin(a)), (r * .22, .035, r * .22), Mat('#ffffff', emit=('#fffaf0', 7)), False)
        s.box((x - .03, y + .1, z - .03), (x + .03, 3.3, z + .03), Mat('#cfd6d8'), False)
        s.lamps.append(((x, y - .15, z), V(7.0, 6.8, 6.2), .62))
    s.box((-.95, .82, -1.05), (.95, .98, -.35), Mat('#2f8a86', lambda P, N, c: c * (.75 + .5 * fbm(P[:, 0] * 3, P[:, 2] * 5 + P[:, 1] * 4, 4))[:, None]))
    s.ball((0, .98, -.7), (.8, .14, .27), Mat('#3a9a95', lambda P, N, c: c * (.75 + .5 * fbm(P[:, 0] * 5, P[:, 2] * 5, 4))[:, None]))
    s.box((-.2, 0, -.9), (.2, .82, -.5), Mat('#aab6b8'))
    s.box((1.25, .85, -.4), (1.95, .89, .2), Mat('#7fc0ba'))
    for i in range(9):
        s.box((1.3 + .07 * i, .89, -.3), (1.32 + .07 * i, .9, .05), Mat('#e6ecee', gloss=.6))
    s.box((1.55, 0, -.15), (1.65, .85, -.05), Mat('#9aa6a8'))
    teal = '#2b8783'
    for x, z, t in ((-.62, -1.55, 1.72), (.15, -1.6, 1.68), (.85, -1.5, 1.74), (-.75, .15, 1.7), (1.55, -1.1, 1.62), (-2.3, -2.3, 1.68)):
        s.person(x, z, t, teal, teal, hair='#3a9b96', stride=.03, face=-1)
        k = t / 1.68
        s.ball((x, 1.53 * k, z + (.05 if z < -.5 else -.05)), (.085, .075, .085), Mat('#cfe9ee'))
    s.exposure, s.bloom, s.focus = .74, .5, (4.6, 1.0)
    return s.render(w, h, q)


def slide(w, h, q):
    """苏木精—伊红染色切片的样子"""
    k = 1.25
    W, H = int(w * k), int(h * k)
    rng = np.random.default_rng(77)
    Y, X = np.mgrid[0:H, 0:W].astype(F) / H
    f1, f2 = fbm(X * 5, Y * 5, 6), fbm(X * 14 + 50, Y * 14, 5)
    img = mix(rgb('#f0c3d6'), rgb('#d98ab2'), step(.3, .75, f1))
    img = mix(img, rgb('#f9ecf2'), step(.60, .78, f2) * .7)
    fib = np.abs(np.sin((X * 9 + 2.6 * f1 + Y * 5) * 6.0 + 4 * f2))
    img = mix(img, rgb('#c9699c'), .35 * step(.82, 1., fib))
    im = Image.new('L', (W, H))
    holes = ImageDraw.Draw(im)
    glands = [(rng.random() * 1.0, rng.random() * 1.0, .07 + .06 * rng.random()) for _ in range(9)]
    pts = []
    for gx, gy, gr in glands:
        poly = []
        for a in np.linspace(0, 6.283, 60, endpoint=False):
            r = gr * (.55 + .22 * np.sin(3 * a + gx * 20) + .12 * np.sin(5 * a + gy * 9))
            poly.append((int((gx + r * np.cos(a)) * W), int((gy + r * np.sin(a)) * H)))
            for ring in (1.35, 1.75):
                if rng.random() < .8:
                    pts.append((gx + r * ring * np.cos(a) + rng.normal() * .003, gy + r * ring * np.sin(a) + rng.normal() * .003, .0085, a))
        holes.polygon(poly, 255)
    hole = np.asarray(im.filter(ImageFilter.GaussianBlur(2.2 * k)), F) / 255
    img = mix(img, rgb('#fbf3f6'), hole * .92)
    for _ in range(900):
        x, y = rng.random(), rng.random()
        if hole[min(H - 1, int(y * H)), min(W - 1, int(x * W))] < .1:
            pts.append((x, y, .0065 + .003 * rng.random(), rng.random() * 6))
    for x, y, r, a in pts:
        x0, x1, y0, y1 = int((x - 2.2 * r) * W), int((x + 2.2 * r) * W), int((y - 2.2 * r) * H), int((y + 2.2 * r) * H)
        x0, y0 = max(x0, 0), max(y0, 0)
        if x1 <= x0 or y1 <= y0 or x0 >= W or y0 >= H:
            continue
        u, v = X[y0:y1, x0:x1] - x, Y[y0:y1, x0:x1] - y
        p, t = (u * np.cos(a) + v * np.sin(a)) / (r * 1.25), (-u * np.sin(a) + v * np.cos(a)) / (r * .85)
        d = np.sqrt(p * p + t * t)
        m = step(1.08, .9, d)
        tex = .75 + .6 * noise(u / r * 3 + x * 300, v / r * 3 + y * 300)
        c = mix(rgb('#5b3f93'), rgb('#3a2873'), step(.55, .95, d)) * tex[..., None]
        img[y0:y1, x0:x1] = mix(img[y0:y1, x0:x1], c, m * .88)
    img = mix(img, blur(img, 3 * k), step(.3, .75, np.hypot(X - .5, Y - .5))) * 1.0
    return finish(img.astype(F) * .92, w, h, .05, 1.12, vignette=.35, grain=1.4)


def ambulance(w, h, q):
    s = Scene((-6.2, 1.5, 9.5), (.3, 1.7, -2), 54, 26)
    s.sky = sky('#070d1e', '#2a2f4a', clouds=.5, cloud_c=(.06, .06, .1), hills=((.07, 2.4, '#0c1220'),), seed=51)
    s.ambient = (V(.05, .065, .11), V(.03, .03, .04))
    s.box((-100, -1, -100), (100, 0, 30), Mat('#2a2d33', lambda P, N, c: np.where(((np.abs(P[:, 2] - 3.2) < .08) & (P[:, 0] % 4 < 2.2))[:, None], rgb('#d8d4c4'), c * (.7 + .6 * fbm(P[:, 0] * 2, P[:, 2] * 2, 5))[:, None]), gloss=.75))
    s.box((-22, 0, -26), (26, 24, -12), Mat('#59606c', facade(2.2, 3.3, glass='#141d2c', lit=.4, lit_c='#ffd69a')))
    s.box((-6, 4.0, -12), (12, 4.6, -4.5), Mat('#c8ccd2', emit=('#ffe9c8', .12)))
    s.box((-5.8, 4.05, -4.5), (11.8, 4.55, -4.42), Mat('#b3202a', emit=('#ff3b3b', 1.3)))
    for i, x in enumerate((-4.6, -2.6, -.6, 1.4, 3.4)):
        s.box((x, 4.15, -4.41), (x + .9, 4.45, -4.38), Mat('#ffffff', emit=('#ffffff', 2.2)))
    for x in (-5.5, 11):
        s.box((x, 0, -5.2), (x + .5, 4, -4.7), Mat('#aeb4bb'))
    s.box((-4, .1, -12), (10, 3.4, -11.9), Mat('#ffffff', facade(1.75, 3.3, glass='#ffe2b5', mx=.04, my=.03)))
    for x in (-3, 1, 5, 9):
        s.lamps.append(((x, 3.7, -8), V(3.6, 2.9, 2.0), 1.3))
    for x in (-18, 20):
        s.lamps.append(((x, 6, 6), V(1.4, 1.2, .9), 2.))
    body, strip = Mat('#eef1f3', gloss=.22), Mat('#c8202c', emit=('#c8202c', .12))
    s.box((-2.6, .55, -2.2), (1.9, 2.75, -.1), body)
    s.box((1.9, .55, -2.1), (3.1, 1.55, -.2), body)
    s.box((1.9, 1.55, -2.05), (2.55, 2.5, -.25), Mat('#1c2733', gloss=.6))
    s.box((-2.62, 1.25, -2.22), (1.92, 1.5, -.08), strip)
    s.box((1.9, 1.15, -2.12), (3.12, 1.32, -.18), strip)
    s.box((-1.9, 1.7, -.1), (-.5, 2.4, -.07), Mat('#24384c', gloss=.6))
    s.box((.1, 1.62, -.1), (1.5, 2.4, -.07), Mat('#24384c', gloss=.6))
    for x in (-1.6, 2.3):
        s.ball((x, .45, -.15), (.45, .45, .14), Mat('#15171a'))
        s.ball((x, .45, -.05), (.22, .22, .08), Mat('#aab2b8'))
    for x, c in ((.2, '#ff2a2a'), (1.2, '#2a6bff')):
        s.box((x, 2.75, -1.6), (x + .7, 2.98, -.7), Mat('#ffffff', emit=(c, 7)), False)
    s.lamps += [((.5, 3.2, .2), V(2.2, .2, .2), .9), ((1.6, 3.2, .2), V(.2, .5, 2.6), .9)]
    s.box((3.1, .85, -.6), (3.14, 1.08, -.28), Mat('#ffffff', emit=('#fff2d0', 9)), False)
    s.box((3.1, .85, -2.0), (3.14, 1.08, -1.7), Mat('#ffffff', emit=('#fff2d0', 9)), False)
    s.lamps.append(((4.2, .9, -1.1), V(2.2, 1.9, 1.4), 1.))
    s.person(-3.6, -1.6, 1.72, '#d9572f', '#1f2b44')
    s.person(-4.3, -1.2, 1.66, '#e9eef0', '#1f2b44')
    s.person(-5.6, -6.2, 1.7, '#e9eef0', '#e9eef0')
    s.tree(-13, -4, 7, '#23361f')
    s.tree(15, -3, 8, '#23361f')
    s.exposure, s.bloom = 1.15, .9
    return s.render(w, h, q)


def ct(w, h, q):
    s = Scene((2.3, 1.65, 4.2), (-.25, 1.05, -1.5), 56, 27)
    s.sky = lambda D: np.broadcast_to(V(.5, .55, .6), D.shape)
    s.ambient = (V(.42, .48, .54), V(.34, .37, .40))
    room(s, -4, 4, 3.0, -4.5, 6, Mat('#c3ccd1', tiles(.9, .008, .85, .03), gloss=.55), Mat('#dfe7ea', plaster), Mat('#f3f6f8'))

    def skyceiling(P, N, c):
        return mix(rgb('#5fa8e4') * 1.6, V(1.7, 1.75, 1.8), step(.48, .72, fbm(P[:, 0] * 1.3, P[:, 2] * 1.3, 5)))
    s.box((-1.5, 2.93, -1.2), (1.5, 2.99, 1.6), Mat('#ffffff', skyceiling), False)

    def gantry(P, N, c):
        d = np.hypot(P[:, 0], P[:, 1] - 1.16)
        out = np.broadcast_to(c, P.shape).copy()
        out = np.where((d < .62)[:, None], rgb('#eef2f4') * (.55 + .45 * step(.40, .60, d))[:, None], out)
        out = np.where((d < .41)[:, None], mix(rgb('#05080c'), rgb('#55656f'), step(.05, .41, d) * np.clip(.6 - (P[:, 1] - 1.16), 0, 1)), out)
        ring = np.exp(-((d - .64) / .012) ** 2)
        out = out + (rgb('#35b4ff') * 3.2) * ring[:, None]
        lip = (P[:, 1] < .34)
        return np.where((lip & (d > .66))[:, None], rgb('#8fa3ad'), out)
    s.box((-1.12, .12, -2.6), (1.12, 2.28, -1.75), Mat('#f3f6f8', gantry, gloss=.08))
    for x in (-1.12, 1.12):
        s.ball((x, 1.2, -2.17), (.16, 1.08, .42), Mat('#e6ecef'))
    s.ball((0, 2.24, -2.17), (1.1, .16, .42), Mat('#eef2f4'))
    s.box((-.26, .86, -1.9), (.26, .93, 1.9), Mat('#2f3d47'))
    s.box((-.24, .93, -1.7), (.24, .98, 1.8), Mat('#5d8fa8'))
    s.box((-.30, .0, .1), (.30, .84, 1.7), Mat('#eef2f4', gloss=.15))
    s.box((-.34, .0, .05), (.34, .12, 1.75), Mat('#8fa3ad'))
    s.ball((0, 1.03, 1.45), (.2, .07, .16), Mat('#f4f6f6'))
    s.box((.82, 1.55, -1.74), (1.05, 1.85, -1.72), Mat('#16303f', emit=('#3fa3d8', .5)))
    s.box((-1.05, 1.55, -1.74), (-.82, 1.85, -1.72), Mat('#16303f', emit=('#3fa3d8', .5)))
    s.box((-3.99, 1.0, -3), (-3.96, 2.1, 0), Mat('#31546a', lambda P, N, c: mix(rgb('#1b3545'), rgb('#7fa6b8'), step(.35, .8, fbm(P[:, 2] * 1.4, P[:, 1] * 1.4, 4))), gloss=.5))
    s.box((2.6, 0, -4.4), (3.9, 2.1, -3.9), Mat('#dbe5e8', books(['#f2f5f6', '#a9c9d6', '#d8e2e6', '#7fb0c4'], .52, .2)))
    s.person(-1.75, -.6, 1.66, '#f4f7f8', '#5a7f92')
    s.person(-2.35, -1.1, 1.7, '#8fc0cf', '#8fc0cf')
    for x in (-2.7, 2.7):
        for z in (-3, 0, 3):
            s.box((x - .12, 2.94, z - .7), (x + .12, 2.99, z + .7), Mat('#ffffff', emit=('#f3faff', 1.9)), False)
            s.lamps.append(((x, 2.85, z), V(.42, .46, .5), 1.0))
    s.lamps.append(((0, 2.8, .2), V(.8, .86, .95), 1.1))
    s.exposure = .58
    return s.render(w, h, q)


def clinic(w, h, q):
    s = Scene((-1.5, 2.0, 14), (1.4, 2.7, -6), 60, 28)
    s.sky = sky('#4a8bd0', '#e4ecec', sun=(.5, .45, -.5), clouds=.9,
                hills=((.42, .9, '#8fa9bd'), (.30, 1.5, '#6c9089'), (.19, 2.4, '#4f7c55')), seed=63)
    s.sun = ((.5, .65, .45), V(2.5, 2.25, 1.85), .012)
    s.ambient = (V(.44, .5, .58), V(.24, .23, .18))
    s.fog = (V(.7, .77, .82), 260.)
    s.box((-120, -1, -120), (120, -.02, 30), Mat('#6d9548', grass))
    s.box((-16, -1, -12), (18, 0, 20), Mat('#bdb3a2', tiles(1.1, .02, .75, .18)))
    for x, z, ww, hh, c in ((-16, -24, 9, 6, '#f0ebe0'), (-4, -28, 8, 7, '#efe6d4'), (7, -23, 9, 6.3, '#f3efe8'), (19, -27, 9, 7, '#ece2d0')):
        s.box((x, 0, z), (x + ww, hh, z + 7), Mat(c, facade(2.6, 3.0, glass='#4a4f52', mx=.28, my=.28)))
        for i in range(6):
            s.box((x - .7 + .0, hh + i * .28, z - .6 + i * .62), (x + ww + .7, hh + i * .28 + .3, z + 7.6 - i * .62), Mat('#4d5358', lambda P, N, c: c * (.75 + .4 * (np.sin(P[:, 0] * 16) > 0))[:, None]))
    for x, c in ((-7.2, '#e9f1f2'), (-1.4, '#cf3b34'), (4.4, '#e9f1f2'), (10.2, '#cf3b34')):
        for i in range(6):
            s.box((x + .02 + i * .36, 2.5 + i * .14, -5 + i * .0), (x + 4.4 - i * .36, 2.66 + i * .14, -1), Mat(c))
        for a in (x + .1, x + 4.2):
            for b in (-4.9, -1.1):
                s.box((a, 0, b), (a + .07, 2.5, b + .07), Mat('#d8dcde'))
        s.box((x + .7, .72, -2.6), (x + 3.7, .78, -1.7), Mat('#f2f4f4'))
        s.box((x + .7, .1, -1.72), (x + 3.7, .72, -1.68), Mat('#7db3c4'))
        for k in (1.3, 2.9):
            s.person(x + k, -3.1, 1.45, '#f5f8f9', '#5a6f80', face=-1)
        s.person(x + 1.5 + s.rng.random(), -1.0, 1.58, ['#6b5b4a', '#8a4a3f', '#4a6a8a', '#5a6f52'][int(s.rng.random() * 4)])
    for x, z, c in ((-3.6, 2.5, '#6b5b4a'), (-3.0, 2.2, '#a8483d'), (3.2, 3.4, '#4a6a8a'), (7.8, 1.6, '#f5f8f9'), (8.4, 1.9, '#5a6f52'), (.6, 1.2, '#7b6a8a')):
        s.person(x, z, 1.6, c)
    for x, z, hh in ((-13, -9, 8), (17, -8, 9), (24, -14, 8)):
        s.tree(x, z, hh)
    s.exposure, s.warm = .62, .3
    return s.render(w, h, q)


def lecture(w, h, q):
    s = Scene((-1.6, 3.2, 11), (.2, 2.4, -4), 58, 29)
    s.sky = lambda D: np.broadcast_to(V(.02, .02, .03), D.shape)
    s.ambient = (V(.20, .19, .19), V(.15, .13, .11))
    room(s, -9, 9, 6.2, -6, 14, Mat('#5b4a44'), Mat('#b48a5c', lambda P, N, c: wood(P, N, c) * np.where(((P[:, 0] + P[:, 2]) % 1.2 < .04)[:, None], .45, 1)), Mat('#cfc8bd'))

    def screen(P, N, c):
        u, v = P[:, 0] / 8.4 + .5, (P[:, 1] - 1.7) / 3.5
        o = np.broadcast_to(rgb('#f3f7fb') * 1.25, P.shape).copy()
        o = np.where((v > .86)[:, None], rgb('#1f5fa8') * 1.2, o)
        for i, hh in enumerate((.22, .31, .38, .52, .64)):
            b = (np.abs(u - (.12 + i * .075)) < .024) & (v > .12) & (v < .12 + hh)
            o = np.where(b[:, None], rgb('#2f7fd0') * 1.1, o)
        line = .25 + .4 * step(.56, .92, u) + .03 * np.sin(u * 40)
        o = np.where(((np.abs(v - line) < .013) & (u > .56) & (u < .93))[:, None], rgb('#d8433a') * 1.2, o)
        o = np.where((((np.abs(v - .12) < .005) & ((u < .5) | (u > .56)) & (u > .06) & (u < .94)))[:, None], rgb('#5a6a78'), o)
        t = (np.abs(v - .93) < .018) & (u > .06) & (u < .5) & (cell(u * 70, v * 0) > .2)
        return np.where(t[:, None], V(1.3, 1.3, 1.3), o)
    s.box((-4.2, 1.7, -5.95), (4.2, 5.2, -5.9), Mat('#ffffff', screen))
    s.prims[-1][3].e = V(.18, .19, .2)
    s.box((-9, 0, -6), (9, .5, -1.6), Mat('#94683f', planks, gloss=.35))
    s.box((3.7, .5, -3.2), (4.7, 1.65, -2.6), Mat('#7a4f2e', wood))
    s.person(4.2, -3.5, 1.72, '#20283a', '#20283a', y=.5, face=-1)
    s.box((-4.6, .5, -3.4), (1.2, 1.25, -2.7), Mat('#7a4f2e', wood))
    for x in (-3.9, -2.5, -1.1, .3):
        s.person(x, -3.9, 1.42, ['#20283a', '#f2f5f6', '#3a3f4c', '#f2f5f6'][int(x * .72 + 3)], y=.45, face=-1)
        s.box((x - .25, 1.25, -2.95), (x + .25, 1.4, -2.9), Mat('#f6f4ee'))
    for z in (-4, -1, 2, 5):
        for x in (-6, -3, 0, 3, 6):
            s.ball((x, 6.15, z), (.2, .06, .2), Mat('#ffffff', emit=('#ffeecb', 3.5)), False)
        s.lamps.append(((-4, 5.9, z), V(.7, .62, .5), 1.6))
        s.lamps.append(((4, 5.9, z), V(.7, .62, .5), 1.6))
    s.lamps.append(((0, 3.4, -3.6), V(.75, .8, .9), 2.0))
    for i in range(7):
        s.box((-8, .0 + i * .18, 1.6 + i * 1.05), (8, .72 + i * .18, 1.75 + i * 1.05), Mat('#6b2f33'))
    heads(s, 7, 7, 1.3, 1.05, dy=.18, shirts=('#f0f3f4', '#f0f3f4', '#2b3550', '#4a5568', '#8fb4c0'))
    s.exposure, s.focus = .80, (12., 1.2)
    return s.render(w, h, q)


def pharmacy(w, h, q):
    s = Scene((.2, 1.6, 5.2), (0, 1.35, -6), 64, 31)
    s.sky = lambda D: np.broadcast_to(V(.6, .65, .7), D.shape)
    s.ambient = (V(.46, .50, .54), V(.38, .40, .42))
    room(s, -3, 3, 3.1, -12, 7, Mat('#cfd6da', gloss=.7), Mat('#eef2f4', plaster), Mat('#f7f9fa'))
    pal = ['#f3f5f6', '#dfe9ee', '#3f8fc4', '#e9b13f', '#d4574a', '#59a77b', '#f3f5f6', '#8fb9d4', '#e8e2d2', '#7a6fb0']
    for z in (-11, -8.4, -5.8, -3.2, -.6, 2.0):
        for x in (-2.9, 2.0):
            s.box((x, 0, z), (x + .9, 2.45, z + 2.35), Mat('#b8c6ce', books(pal, .27, .085, .96)))
            s.box((x - .03, 2.45, z - .03), (x + .93, 2.52, z + 2.38), Mat('#e9eef0'))
    s.box((-.85, .0, -11.9), (.85, 2.3, -11.85), Mat('#bfe0e8', emit=('#cfeef6', .9)))
    s.box((-.55, 0, -7.2), (.55, .32, -6.0), Mat('#f2f4f5', gloss=.2))
    s.box((-.5, .32, -7.1), (.5, 1.1, -6.1), Mat('#dbe7ec', books(pal, .26, .09)))
    s.box((-.56, .1, -5.99), (.56, .2, -5.97), Mat('#35c4a0', emit=('#35e0b0', 2)))
    s.person(-.75, -3.6, 1.66, '#f6f9fa', '#5e7f92')
    s.person(1.0, -8.8, 1.68, '#f6f9fa', '#5e7f92')
    s.box((.35, .86, .6), (1.75, .9, 1.5), Mat('#f4f6f7', gloss=.3))
    s.box((.4, 0, .65), (1.7, .86, 1.45), Mat('#86b6c6'))
    for i in range(8):
        s.box((.5 + .15 * i, .9, .75 + .05 * (i % 3)), (.61 + .15 * i, .98 + .03 * (i % 4), .9 + .05 * (i % 3)), Mat(pal[(i * 3 + 2) % 10]))
    for z in np.arange(-11, 6, 2.6):
        s.box((-.9, 3.03, z), (.9, 3.08, z + .3), Mat('#ffffff', emit=('#f4fbff', 2.0)), False)
        s.lamps.append(((0, 2.9, z), V(.42, .46, .5), .9))
    s.exposure, s.focus = .66, (7., 1.5)
    return s.render(w, h, q)


# ── 清单：名字 → (路径, 宽, 高, 画法, 存法) ───────────────────────────

S, M = 'school-district-2024/photos/', 'hospital-2024/photos/'
LIST = {
    'campus':    (S + 'campus.jpg', 1620, 1080, campus, {}),
    'classroom': (S + 'classroom.jpg', 1600, 900, classroom, {}),
    'arcade':    (S + 'arcade.jpg', 1200, 1600, arcade, {}),
    'track':     (S + 'track.jpg', 3000, 1286, track, {'quality': 80}),
    'library':   (S + 'library.jpg', 1620, 1080, library, {}),
    'stage':     (S + 'stage.jpg', 1600, 900, stage, {}),
    'lab':       (S + 'lab.webp', 1620, 1080, lab, {}),
    'farm':      (S + 'farm.jpg', 1400, 1400, farm, {}),
    'trophy':    (S + 'trophy.png', 900, 1200, trophy, {}),
    'oldgate':   (S + 'oldgate.jpg', 1600, 1200, oldgate, {}),
    'ginkgo':    (S + 'ginkgo.jpg', 1200, 1600, avenue('#d9a521', '#e0b030', 16, True), {'phone': True}),
    'tower':     (M + 'tower.jpg', 1620, 1080, tower, {}),
    'lobby':     (M + 'lobby.jpg', 1600, 900, lobby, {}),
    'ward':      (M + 'ward.jpg', 1200, 1600, ward, {}),
    'theatre':   (M + 'theatre.jpg', 1620, 1080, theatre, {}),
    'slide':     (M + 'slide.jpg', 1400, 1400, slide, {}),
    'ambulance': (M + 'ambulance.jpg', 1600, 900, ambulance, {'progressive': True}),
    'ct':        (M + 'ct.jpg', 1620, 1080, ct, {}),
    'clinic':    (M + 'clinic.jpg', 1620, 1080, clinic, {}),
    'lecture':   (M + 'lecture.jpg', 1600, 900, lecture, {}),
    'pharmacy':  (M + 'pharmacy.jpg', 1400, 1400, pharmacy, {}),
    'garden':    (M + 'garden.jpg', 1200, 1600, avenue('#4f8a3c', '#86a552', 18, False), {}),
}


def phone_exif():
    """手机横存的样子：方向 6，并带虚构的定位（东海海面）"""
    e = Image.Exif()
    e[0x0112] = 6
    e[0x010F], e[0x0110] = 'Sample', 'Drawn by make-photos.py'
    e[0x0132] = '2024:11:18 15:42:07'
    r = TiffImagePlugin.IFDRational
    e.get_ifd(0x8825).update({0: b'\x02\x03\x00\x00', 1: 'N', 2: (r(29), r(30), r(0)), 3: 'E', 4: (r(125), r(0), r(0)), 5: b'\x00', 6: r(12)})
    e.get_ifd(0x8769).update({0x9003: '2024:11:18 15:42:07'})
    return e.tobytes()


def make(name, draft):
    path, w, h, draw, opt = LIST[name]
    out = (HERE / path) if not draft else Path('draft') / Path(path).name
    out.parent.mkdir(parents=True, exist_ok=True)
    im = draw(w // 4, h // 4, 3) if draft else draw(w, h, 5)
    if out.suffix == '.png':
        im.save(out, optimize=True)
    elif out.suffix == '.webp':
        im.save(out, quality=80, method=6)
    else:
        kw = dict(quality=opt.get('quality', 82), optimize=True, subsampling='4:2:0')
        if opt.get('progressive'):
            kw['progressive'] = True
        if opt.get('phone'):
            im, kw['exif'] = im.transpose(Image.Transpose.ROTATE_90), phone_exif()
        im.save(out, **kw)
    return f'{out}  {im.size[0]}×{im.size[1]}  {out.stat().st_size // 1024} KB'


def main():
    args = sys.argv[1:]
    draft = '--draft' in args
    names = [a for a in args if a != '--draft'] or list(LIST)
    with ProcessPoolExecutor() as pool:
        for line in pool.map(make, names, [draft] * len(names)):
            print(line, flush=True)


if __name__ == '__main__':
    main()
