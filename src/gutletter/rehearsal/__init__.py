"""A rehearsal: the real letter, through the real provider's code, to a provider of ours on this machine.

The simulated ones refuse what the real ones refuse, fail as the real ones fail and as often as one likes, look at every
letter, and count what each reader really got. Nothing of it leaves the loopback.
"""
