using System.Diagnostics.CodeAnalysis;

namespace GridFlow.Detection;

/// <summary>From a meter's hash to its slot: open addressing, linear probing, at most half full.</summary>
internal sealed unsafe class MeterIndex
{
    private PinnedPage _memory;
    private Entry* _entries;
    private uint _mask;
    private int _count;

    public MeterIndex() => Allocate(1024);

    /// <summary>Where a search for the hash starts, for prefetching.</summary>
    public void* Home(ulong hash) => _entries + ((uint)hash & _mask);

    /// <summary>Walks the slots whose meters may have the hash. Start with <paramref name="probe"/> 0; −1 ends the walk.</summary>
    public int Next(ulong hash, ref uint probe)
    {
        var tag = (uint)hash;
        while (true)
        {
            var entry = _entries + ((tag + probe++) & _mask);
            if (entry->SlotPlusOne == 0)
            {
                return -1;
            }

            if (entry->Tag == tag)
            {
                return entry->SlotPlusOne - 1;
            }
        }
    }

    public void Add(ulong hash, int slot)
    {
        if (2 * ++_count > _mask)
        {
            Grow();
        }

        Insert((uint)hash, slot + 1);
    }

    public void Remove(ulong hash, int slot)
    {
        var at = (uint)hash & _mask;
        while (_entries[at].SlotPlusOne != slot + 1)
        {
            at = (at + 1) & _mask;
        }

        _count--;

        // Move back whatever was pushed past the hole, so that no search ends there too early.
        for (var next = (at + 1) & _mask; _entries[next].SlotPlusOne != 0; next = (next + 1) & _mask)
        {
            var home = _entries[next].Tag & _mask;
            if (((next - home) & _mask) >= ((next - at) & _mask))
            {
                _entries[at] = _entries[next];
                at = next;
            }
        }

        _entries[at] = default;
    }

    private void Grow()
    {
        var memory = _memory;
        var entries = _entries;
        var mask = _mask;
        Allocate(checked((int)(2 * (mask + 1))));
        for (var i = 0u; i <= mask; i++)
        {
            if (entries[i].SlotPlusOne != 0)
            {
                Insert(entries[i].Tag, entries[i].SlotPlusOne);
            }
        }

        GC.KeepAlive(memory);
    }

    private void Insert(uint tag, int slotPlusOne)
    {
        var at = tag & _mask;
        while (_entries[at].SlotPlusOne != 0)
        {
            at = (at + 1) & _mask;
        }

        _entries[at] = new Entry { Tag = tag, SlotPlusOne = slotPlusOne };
    }

    [MemberNotNull(nameof(_memory))]
    private void Allocate(int capacity)
    {
        _memory = new PinnedPage(checked(capacity * sizeof(Entry)));
        new Span<byte>(_memory.Start, _memory.Bytes).Clear();
        _entries = (Entry*)_memory.Start;
        _mask = (uint)capacity - 1;
    }

    private struct Entry
    {
        /// <summary>Low half of the hash; with it the index can grow and shrink without looking at any meter.</summary>
        public uint Tag;
        public int SlotPlusOne;
    }
}
