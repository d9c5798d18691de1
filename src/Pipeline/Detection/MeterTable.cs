namespace GridFlow.Detection;

/// <summary>The meters of one partition. A slot stays where it is as long as its meter lives.</summary>
internal sealed unsafe partial class MeterTable
{
    private const int PageShift = 12;
    private const int SlotsPerPage = 1 << PageShift;

    private readonly MeterIndex _index = new();
    private readonly List<PinnedPage> _pages = [];
    private readonly Stack<int> _free = new();
    private readonly Dictionary<int, byte[]> _longIds = [];

    /// <summary>Slots ever used; some may be free again.</summary>
    public int SlotCount { get; private set; }

    /// <summary>Meters that live.</summary>
    public int Count => SlotCount - _free.Count;

    /// <summary>Slots that are free, the next to be used last. A copy.</summary>
    public int[] FreeSlots
    {
        get
        {
            var slots = _free.ToArray();
            Array.Reverse(slots);
            return slots;
        }
    }

    public MeterState* this[int slot] => (MeterState*)_pages[slot >> PageShift].Start + (slot & (SlotsPerPage - 1));

    /// <summary>Where a search for the hash starts, for prefetching.</summary>
    public void* Home(ulong hash) => _index.Home(hash);

    public int FindOrAdd(ulong hash, ReadOnlySpan<byte> id)
    {
        uint probe = 0;
        int slot;
        while ((slot = _index.Next(hash, ref probe)) >= 0)
        {
            if (IdOf(slot).SequenceEqual(id))
            {
                return slot;
            }
        }

        return Add(hash, id);
    }

    /// <summary>The id's UTF-8 bytes.</summary>
    public ReadOnlySpan<byte> IdOf(int slot)
    {
        var meter = this[slot];
        return meter->IdLength > MeterState.InlineIdBytes ? _longIds[slot] : new ReadOnlySpan<byte>(meter->Id, meter->IdLength);
    }

    public void Remove(int slot, ulong hash)
    {
        _index.Remove(hash, slot);
        _longIds.Remove(slot);
        *this[slot] = default;
        _free.Push(slot);
    }

    private int Add(ulong hash, ReadOnlySpan<byte> id)
    {
        if (!_free.TryPop(out var slot))
        {
            slot = SlotCount++;
            if (slot >> PageShift == _pages.Count)
            {
                _pages.Add(NewPage());
            }
        }

        Place(hash, id, slot);
        return slot;
    }

    private void Place(ulong hash, ReadOnlySpan<byte> id, int slot)
    {
        var meter = this[slot];
        *meter = default;
        meter->NewestMs = long.MinValue;
        meter->IdLength = (byte)id.Length;
        if (id.Length > MeterState.InlineIdBytes)
        {
            _longIds.Add(slot, id.ToArray());
        }
        else
        {
            id.CopyTo(new Span<byte>(meter->Id, MeterState.InlineIdBytes));
        }

        _index.Add(hash, slot);
    }

    private static PinnedPage NewPage()
    {
        var page = new PinnedPage(SlotsPerPage * sizeof(MeterState));
        new Span<byte>(page.Start, page.Bytes).Clear();
        return page;
    }
}
