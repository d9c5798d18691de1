using System.Runtime.InteropServices;
using GridFlow.Checkpoints;
using GridFlow.Detection;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>A sink that keeps what it is given, chunk by chunk, as a snapshot's file would.</summary>
internal sealed class CapturedState : IStateSink
{
    public List<byte[]> Chunks { get; } = [];

    public int Backlog { get; set; }

    public bool IsComplete { get; private set; }

    public bool IsAbandoned { get; private set; }

    public IEnumerable<ReadOnlyMemory<byte>> Content => Chunks.Select(chunk => (ReadOnlyMemory<byte>)chunk);

    /// <summary>All of a detector's state, written at once.</summary>
    public static CapturedState Of(PartitionDetector detector)
    {
        var state = new CapturedState();
        detector.BeginSnapshot(state);
        Assert.True(detector.ContinueSnapshot(int.MaxValue));
        Assert.True(state.IsComplete);
        return state;
    }

    /// <summary>The entries as they would be had the meters been written in the order of their slots. Every chunk must hold whole entries.</summary>
    public SortedDictionary<int, byte[]> Entries()
    {
        var entries = new SortedDictionary<int, byte[]>();
        foreach (var chunk in Chunks)
        {
            for (var rest = chunk.AsSpan(); !rest.IsEmpty;)
            {
                var (slot, size) = entries.Count == 0 ? (-1, PreambleBytes(rest)) : (Header(rest).Slot, MeterBytes(rest));
                Assert.True(entries.TryAdd(slot, rest[..size].ToArray()), $"slot {slot} was written twice");
                rest = rest[size..];
            }
        }

        return entries;
    }

    /// <summary>The same as one row of bytes, which is equal for equal states.</summary>
    public byte[] Canonical() => [.. Entries().Values.SelectMany(entry => entry)];

    public static StateFormat.MeterHeader Header(ReadOnlySpan<byte> entry) => MemoryMarshal.Read<StateFormat.MeterHeader>(entry);

    /// <summary>The meter's id, padding included.</summary>
    public static string Id(byte[] entry) => Convert.ToHexString(entry.AsSpan(24, StateFormat.Padded(Header(entry).IdLength)));

    public void Add(StateChunk chunk)
    {
        Assert.False(IsComplete || IsAbandoned);
        Chunks.Add(chunk.Content.ToArray());
        chunk.Return();
    }

    public void Complete() => IsComplete = true;

    public void Abandon() => IsAbandoned = true;

    private static int PreambleBytes(ReadOnlySpan<byte> entry) => StateFormat.Padded(32 + (4 * MemoryMarshal.Read<StateFormat.Preamble>(entry).FreeCount));

    private static int MeterBytes(ReadOnlySpan<byte> entry) => 24 + StateFormat.Padded(Header(entry).IdLength) + (16 * Header(entry).Count);
}
