using System.Runtime.InteropServices;
using GridFlow.Readings;

namespace GridFlow.Detection;

/// <summary>Reads state back, chunk by chunk, and believes nothing of it.</summary>
/// <remarks>Checksums find what a disk has broken; this finds what would make a detector crash or lie, whoever wrote it. After an exception it must not be used.</remarks>
internal sealed unsafe class StateRestore(DetectorSettings settings)
{
    private readonly MeterWindows _windows = new(settings);
    private StateFormat.Preamble _preamble;
    private MeterTable? _meters;
    private int[] _free = [];
    private int _placed;

    /// <summary>Takes the next chunk; its memory may be used for something else afterwards.</summary>
    /// <exception cref="StateFormatException">No detector has written that.</exception>
    public void Add(ReadOnlySpan<byte> chunk)
    {
        try
        {
            while (!chunk.IsEmpty)
            {
                chunk = chunk[(_meters is null ? ReadPreamble(chunk) : ReadMeter(_meters, chunk))..];
            }
        }
        catch (OutOfMemoryException e)
        {
            throw new StateFormatException("The state wants more memory than there is.", e);
        }
    }

    /// <summary>The detector, when all chunks have been added.</summary>
    /// <exception cref="StateFormatException">Something is missing.</exception>
    public PartitionDetector Complete()
    {
        if (_meters is null || _placed + _free.Length != _preamble.SlotCount || !_meters.TryFree(_free))
        {
            throw Bad($"{_placed} meters and {_free.Length} free slots do not make {_preamble.SlotCount} slots");
        }

        return new PartitionDetector(settings, _meters, _windows, new IdleSweep(settings.IdleEvictionMs, _preamble.Sweep));
    }

    private int ReadPreamble(ReadOnlySpan<byte> chunk)
    {
        if (!MemoryMarshal.TryRead(chunk, out _preamble) || _preamble.Magic != StateFormat.Magic)
        {
            throw Bad("it does not begin as state does");
        }

        if (_preamble.Version != StateFormat.Version)
        {
            throw Bad($"it has version {_preamble.Version}, and this is {StateFormat.Version}");
        }

        var (slots, free) = (_preamble.SlotCount, _preamble.FreeCount);
        if (slots is < 0 or > StateFormat.MaxSlots || free < 0 || free > slots || !_preamble.Sweep.IsPossible(slots))
        {
            throw Bad($"{slots} slots, {free} of them free, and the sweep's hand at {_preamble.Sweep.Hand}");
        }

        var size = StateFormat.Padded(sizeof(StateFormat.Preamble) + (free * sizeof(int)));
        Require(chunk, size);
        RequireZeros(chunk[(sizeof(StateFormat.Preamble) + (free * sizeof(int)))..size]);
        _free = MemoryMarshal.Cast<byte, int>(chunk[sizeof(StateFormat.Preamble)..])[..free].ToArray();
        if (_free.Any(slot => (uint)slot >= (uint)slots))
        {
            throw Bad("a free slot that there is not");
        }

        _meters = MeterTable.OfSlots(slots);
        return size;
    }

    private int ReadMeter(MeterTable meters, ReadOnlySpan<byte> chunk)
    {
        Require(chunk, sizeof(StateFormat.MeterHeader));
        var header = MemoryMarshal.Read<StateFormat.MeterHeader>(chunk);
        var idAt = sizeof(StateFormat.MeterHeader);
        var samplesAt = idAt + StateFormat.Padded(header.IdLength);
        var size = samplesAt + ((long)header.Count * sizeof(WindowSample));
        if (header.IdLength is 0 or > Reading.MaxMeterIdBytes || header.Count <= 0)
        {
            throw Bad($"an id of {header.IdLength} bytes and {header.Count} samples");
        }

        Require(chunk, size);
        RequireZeros(chunk[(idAt + header.IdLength)..samplesAt]);
        if ((uint)header.Slot >= (uint)_preamble.SlotCount || !meters.TryPlace(header.Slot, chunk.Slice(idAt, header.IdLength)))
        {
            throw Bad($"slot {header.Slot} is taken or does not exist, or its meter stands elsewhere");
        }

        if (header.Status > (byte)MeterStatus.Unknown || header.Touched > 1 || header.Reserved != 0
            || header.NewestMs < 0 || header.NewestMs > _preamble.Sweep.NewestMs)
        {
            // Times that decoding would not have let through are also times with which the windows' arithmetic would overflow.
            throw Bad($"slot {header.Slot} has a status, a mark or a time that cannot be");
        }

        _placed++;
        var meter = meters[header.Slot];
        meter->NewestMs = header.NewestMs;
        meter->Status = (MeterStatus)header.Status;
        meter->Touched = header.Touched != 0;
        var samples = MemoryMarshal.Cast<byte, WindowSample>(chunk[samplesAt..(int)size]);
        return _windows.Fill(meter, header.Capacity, samples) is { } fault ? throw Bad($"slot {header.Slot} has {fault}") : (int)size;
    }

    private static void Require(ReadOnlySpan<byte> chunk, long size)
    {
        if (chunk.Length < size)
        {
            throw Bad($"{chunk.Length} bytes are left where {size} should be");
        }
    }

    private static void RequireZeros(ReadOnlySpan<byte> padding)
    {
        if (padding.ContainsAnyExcept((byte)0))
        {
            throw Bad("padding that is not zero");
        }
    }

    private static StateFormatException Bad(string what) => new($"This is not detector state: {what}.");
}
