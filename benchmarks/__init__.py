"""What the README's speed table is made with: ratios of work of ours to a floor, in one run."""
