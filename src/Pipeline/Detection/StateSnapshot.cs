using System.Numerics;
using System.Runtime.InteropServices;
using GridFlow.Checkpoints;

namespace GridFlow.Detection;

/// <summary>One partition's state at one moment, written out while scoring goes on.</summary>
/// <remarks>
/// Copy on write, all on the lane's thread: what is small is captured at once; each meter is written when its turn comes, or before it is first touched, whichever
/// is sooner. Meters that come later take slots that are free or behind the last, and are no part of it.
/// </remarks>
internal sealed unsafe class StateSnapshot
{
    /// <summary>A sink with more chunks than this is behind: nothing is copied that need not be.</summary>
    private const int MaxBacklog = 16;

    private readonly MeterTable _meters;
    private readonly IStateSink _sink;
    private readonly int _slotCount;

    /// <summary>A bit for each slot that needs no more copying: written, or free at the barrier.</summary>
    private readonly ulong[] _done;
    private int _left;
    private int _word;
    private StateChunk _chunk;

    /// <summary>The barrier.</summary>
    public StateSnapshot(MeterTable meters, IdleSweep sweep, IStateSink sink)
    {
        _meters = meters;
        _sink = sink;
        _slotCount = meters.SlotCount;
        _left = meters.Count;
        _done = new ulong[(_slotCount + 63) / 64];
        if (_slotCount % 64 != 0)
        {
            _done[^1] = ulong.MaxValue << (_slotCount % 64);
        }

        var free = meters.FreeSlots;
        foreach (var slot in free)
        {
            _done[slot >> 6] |= 1UL << slot;
        }

        var size = StateFormat.Padded(sizeof(StateFormat.Preamble) + (free.Length * sizeof(int)));
        _chunk = StateChunk.Rent(size);
        var entry = _chunk.Reserve(size);
        entry[^8..].Clear();
        MemoryMarshal.Write(entry, new StateFormat.Preamble
        {
            Magic = StateFormat.Magic,
            Version = StateFormat.Version,
            SlotCount = _slotCount,
            FreeCount = free.Length,
            Sweep = sweep.State,
        });
        MemoryMarshal.AsBytes(free.AsSpan()).CopyTo(entry[sizeof(StateFormat.Preamble)..]);
    }

    /// <summary>Must be called before a meter changes in any way.</summary>
    public void BeforeTouch(int slot)
    {
        if (slot < _slotCount && (_done[slot >> 6] & (1UL << slot)) == 0)
        {
            Write(slot);
        }
    }

    /// <summary>Writes the next so many meters, or none when the sink is behind.</summary>
    /// <returns>True when all of the state is with the sink; it must not be used any more then.</returns>
    public bool Continue(int meters)
    {
        if (_sink.Backlog <= MaxBacklog)
        {
            for (; _left > 0 && meters > 0; meters--)
            {
                while (_done[_word] == ulong.MaxValue)
                {
                    _word++;
                }

                Write((_word << 6) + BitOperations.TrailingZeroCount(~_done[_word]));
            }
        }

        if (_left > 0)
        {
            return false;
        }

        _sink.Add(_chunk);
        _sink.Complete();
        return true;
    }

    /// <summary>Gives it up.</summary>
    public void Abandon()
    {
        _chunk.Return();
        _sink.Abandon();
    }

    private void Write(int slot)
    {
        _done[slot >> 6] |= 1UL << slot;
        _left--;
        var meter = _meters[slot];
        var idBytes = StateFormat.Padded(meter->IdLength);
        var size = checked(sizeof(StateFormat.MeterHeader) + idBytes + (meter->Count * sizeof(WindowSample)));
        if (size > _chunk.Room)
        {
            _sink.Add(_chunk);
            _chunk = StateChunk.Rent(size);
        }

        var entry = _chunk.Reserve(size);
        MemoryMarshal.Write(entry, new StateFormat.MeterHeader
        {
            Slot = slot,
            Capacity = meter->Capacity,
            Count = meter->Count,
            IdLength = meter->IdLength,
            Status = (byte)meter->Status,
            Touched = meter->Touched ? (byte)1 : (byte)0,
            NewestMs = meter->NewestMs,
        });
        entry = entry[sizeof(StateFormat.MeterHeader)..];
        var id = _meters.IdOf(slot);
        id.CopyTo(entry);
        entry[id.Length..idBytes].Clear();
        meter->CopySamples(MemoryMarshal.Cast<byte, WindowSample>(entry[idBytes..]));
    }
}
