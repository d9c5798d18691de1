using System.Runtime.InteropServices;
using GridFlow.Detection;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>State that no detector has written is refused in words, never believed and never a crash.</summary>
public sealed class StateRestoreTests
{
    private const int Rounds = 4_000;

    private static readonly DetectionOptions Options = new() { Window = TimeSpan.FromSeconds(10), IdleEviction = TimeSpan.FromSeconds(20), MinimumReadings = 3 };
    private static readonly DetectorSettings Settings = new(Options);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Restore_MutatedState_IsRefusedOrIsExactlyWhatItSays(int seed)
    {
        var state = Sample(5 + seed);
        var random = new Random(seed);
        var (refused, accepted) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var mutated = Mutate(state, random);
            PartitionDetector restored;
            try
            {
                restored = PartitionDetector.Restore(Settings, [mutated]);
            }
            catch (StateFormatException)
            {
                refused++;
                continue;
            }

            // What was believed must be written again as it was, and must bear to be scored with.
            accepted++;
            var again = new CapturedState();
            again.Chunks.Add(mutated);
            Assert.Equal(again.Canonical(), CapturedState.Of(restored).Canonical());
            new DetectorRig(restored, 0).Score([.. RandomStream.Make(round, Options, StreamShape.Noise, 20, 200)]);
        }

        Assert.InRange(refused, Rounds / 3, Rounds);
        Assert.InRange(accepted, Rounds / 300, Rounds);
    }

    [Fact]
    public void Restore_CutAnywhere_IsRefused()
    {
        var state = Sample(3);
        for (var length = 0; length < state.Length; length += length < 200 ? 1 : 37)
        {
            Assert.Throws<StateFormatException>(() => PartitionDetector.Restore(Settings, [state.AsMemory(0, length)]));
        }
    }

    [Fact]
    public void Restore_NoChunks_IsRefused() => Refused("do not make 0 slots", []);

    [Fact]
    public void Restore_AnotherVersion_SaysWhich()
    {
        var state = Sample(2);
        state[4] = 9;
        Refused("version 9", state);
    }

    [Fact]
    public void Restore_AMeterTwice_IsRefused()
    {
        var entries = Entries();
        Refused("slot 0 is taken", [.. entries[-1], .. entries[0], .. entries[0]]);
    }

    [Fact]
    public void Restore_OneIdInTwoSlots_IsRefused()
    {
        var entries = Entries();
        var copy = entries[0].ToArray();
        BitConverter.GetBytes(1).CopyTo(copy, 0);
        Refused("its meter stands elsewhere", [.. entries[-1], .. entries[0], .. copy]);
    }

    [Fact]
    public void Restore_SamplesOutOfOrder_IsRefused()
    {
        var entries = Entries();
        var samples = MemoryMarshal.Cast<byte, long>(entries[0].AsSpan()[^32..]);
        (samples[0], samples[2]) = (samples[2], samples[0]);
        Refused("out of order", [.. entries[-1], .. entries[0]]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Restore_TimeThatDecodingWouldRefuse_IsRefused(long newestMs)
    {
        // Believed, it would overflow the window's arithmetic at the next reading and never come back from there.
        var entries = Entries();
        BitConverter.GetBytes(newestMs).CopyTo(entries[0], 16);
        Refused("a time that cannot be", [.. entries[-1], .. entries[0]]);
        entries = Entries();
        BitConverter.GetBytes(newestMs == long.MinValue ? -2 : newestMs).CopyTo(entries[-1], 16);
        Refused("the sweep", [.. entries[-1], .. entries[0]]);
    }

    [Fact]
    public void Restore_ShorterWindow_IsRefused() =>
        Assert.Throws<StateFormatException>(() => PartitionDetector.Restore(new DetectorSettings(new() { Window = TimeSpan.FromSeconds(1) }), [Sample(4)]));

    [Fact]
    public void Fingerprint_WhatTheStateDependsOn_IsInIt()
    {
        var normal = new DetectorSettings(new()).Fingerprint;
        Assert.Equal(normal, new DetectorSettings(new() { ThresholdSigma = 4, MinimumReadings = 99, ClockLead = TimeSpan.Zero }).Fingerprint);
        Assert.NotEqual(normal, new DetectorSettings(new() { Window = TimeSpan.FromMinutes(6) }).Fingerprint);
        Assert.NotEqual(normal, new DetectorSettings(new() { IdleEviction = TimeSpan.FromHours(2) }).Fingerprint);
        foreach (var channel in new Func<DetectionOptions, ChannelOptions>[] { o => o.Voltage, o => o.Current, o => o.Temperature })
        {
            var options = new DetectionOptions();
            channel(options).Resolution *= 2;
            Assert.NotEqual(normal, new DetectorSettings(options).Fingerprint);
        }
    }

    private static void Refused(string why, byte[] state) =>
        Assert.Contains(why, Assert.Throws<StateFormatException>(() => PartitionDetector.Restore(Settings, [state])).Message, StringComparison.Ordinal);

    /// <summary>Live meters, long ids and free slots.</summary>
    private static byte[] Sample(int meters)
    {
        var rig = new DetectorRig(Options);
        rig.Score([.. Enumerable.Range(0, 40).Select(i => new StreamReading([1, (byte)i], 1_760_000_000_000, 230, 5, 25, default))]);
        rig.Score([.. RandomStream.Make(1, Options, StreamShape.Noise, meters, 1_500).Select(r => r with { TimeMs = r.TimeMs + 100_000 })]);
        var state = CapturedState.Of(rig.Detector);
        Assert.InRange(MemoryMarshal.Read<StateFormat.Preamble>(state.Chunks[0]).FreeCount, 20, 40);
        return state.Canonical();
    }

    /// <summary>Two meters in slots 0 and 1, no free slot; −1 is what comes first.</summary>
    private static SortedDictionary<int, byte[]> Entries()
    {
        var rig = new DetectorRig(Options);
        rig.Score([.. Enumerable.Range(0, 10).Select(i => new StreamReading([(byte)(1 + (i % 2))], 1_760_000_000_000 + i, 230, 5, 25, default))]);
        return CapturedState.Of(rig.Detector).Entries();
    }

    private static byte[] Mutate(byte[] state, Random random)
    {
        var mutated = state.ToArray();
        int[] numbers = [0, 1, -1, 5, 300, int.MaxValue, int.MinValue, 1 << 24, random.Next()];
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            // The small numbers at the front decide most, and are hit often enough.
            var at = random.Next(3) == 0 ? random.Next(64) : random.Next(mutated.Length);
            switch (random.Next(4))
            {
                case 0:
                    mutated[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 2:
                    BitConverter.GetBytes(numbers[random.Next(numbers.Length)]).CopyTo(mutated, Math.Min(at & ~3, mutated.Length - 4));
                    break;
                default:
                    var length = random.Next(1, 64);
                    var from = random.Next(mutated.Length - length);
                    mutated.AsSpan(from, length).CopyTo(mutated.AsSpan(Math.Min(at, mutated.Length - length)));
                    break;
            }
        }

        return random.Next(10) == 0 ? mutated[..random.Next(mutated.Length)] : mutated;
    }
}
