"""One thread of PyTorch: training steps of the small U-Net of bench/engines/training.ts. Prints a JSON list of ms."""

import json
import sys
import time

import torch
from torch import nn

BASE, CHANNELS, CLASSES, SIDE, BATCH = (int(n) for n in sys.argv[1:6])
STEPS = int(sys.argv[6])


def double(channels, out):
    return nn.Sequential(
        nn.Conv2d(channels, out, 3, padding=1, bias=False),
        nn.BatchNorm2d(out),
        nn.ReLU(inplace=True),
        nn.Conv2d(out, out, 3, padding=1, bias=False),
        nn.BatchNorm2d(out),
        nn.ReLU(inplace=True),
    )


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [BASE << level for level in range(5)]
        self.down = nn.ModuleList(double(a, b) for a, b in zip([CHANNELS, *widths[:-1]], widths))
        self.up = nn.ModuleList(nn.ConvTranspose2d(2 * w, w, 2, stride=2) for w in widths[-2::-1])
        self.join = nn.ModuleList(double(2 * w, w) for w in widths[-2::-1])
        self.out = nn.Conv2d(BASE, CLASSES, 1)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        skips = []
        for level, block in enumerate(self.down):
            x = block(x if level == 0 else self.pool(x))
            skips.append(x)
        for skip, up, join in zip(skips[-2::-1], self.up, self.join):
            x = join(torch.cat([skip, up(x)], dim=1))
        return self.out(x)


torch.set_num_threads(1)
torch.manual_seed(1)
net = UNet()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
image = torch.randn(BATCH, CHANNELS, SIDE, SIDE)
truth = torch.randint(0, CLASSES, (BATCH, SIDE, SIDE))
runs = []
for step in range(STEPS + 1):
    start = time.perf_counter()
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(image), truth).backward()
    optimizer.step()
    if step > 0:
        runs.append(1000 * (time.perf_counter() - start))
print(json.dumps({"ms": runs, "version": torch.__version__}))
