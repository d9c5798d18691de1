using GridFlow.Readings;

namespace GridFlow.Detection;

/// <content>How a table comes back: its slots in any order, then the free ones.</content>
internal sealed unsafe partial class MeterTable
{
    /// <summary>A table of so many slots, all of which must be placed or freed before it is used.</summary>
    public static MeterTable OfSlots(int slotCount)
    {
        var table = new MeterTable { SlotCount = slotCount };
        for (var page = 0; page <= (slotCount - 1) >> PageShift; page++)
        {
            // Memory comes with the first meter of a page: a number of slots that is nonsense costs none.
            table._pages.Add(null!);
        }

        return table;
    }

    /// <summary>Puts a meter into a slot.</summary>
    /// <returns>False when the slot is taken, or another one has the id.</returns>
    public bool TryPlace(int slot, ReadOnlySpan<byte> id)
    {
        _pages[slot >> PageShift] ??= NewPage();
        var hash = MeterHash.Of(id);
        if (this[slot]->IdLength != 0 || Contains(hash, id))
        {
            return false;
        }

        Place(hash, id, slot);
        return true;
    }

    /// <summary>Frees the slots that have no meter.</summary>
    /// <param name="slots">In the order in which they became free.</param>
    /// <returns>False when one of them has a meter, or stands there twice.</returns>
    public bool TryFree(ReadOnlySpan<int> slots)
    {
        var seen = new System.Collections.BitArray(SlotCount);
        foreach (var slot in slots)
        {
            _pages[slot >> PageShift] ??= NewPage();
            if (seen[slot] || this[slot]->IdLength != 0)
            {
                return false;
            }

            seen[slot] = true;
            _free.Push(slot);
        }

        return true;
    }

    private bool Contains(ulong hash, ReadOnlySpan<byte> id)
    {
        uint probe = 0;
        int slot;
        while ((slot = _index.Next(hash, ref probe)) >= 0)
        {
            if (IdOf(slot).SequenceEqual(id))
            {
                return true;
            }
        }

        return false;
    }
}
