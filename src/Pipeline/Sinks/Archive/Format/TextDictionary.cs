using System.Text;

namespace GridFlow.Sinks.Archive.Format;

/// <summary>Gives each text a small number, and makes a string of it only once. Bounded by whoever clears it.</summary>
internal sealed class TextDictionary
{
    private const int FirstCapacity = 64;
    private const byte FirstOfFourBytes = 0xF0;

    private int[] _slots = new int[2 * FirstCapacity];
    private Entry[] _entries = new Entry[FirstCapacity];
    private byte[] _bytes = new byte[FirstCapacity * 16];
    private int _byteCount;

    /// <summary>Texts in it.</summary>
    public int Count { get; private set; }

    /// <summary>Whether one of them has a character outside the basic plane, which UTF-16 sorts in another place than UTF-8.</summary>
    public bool HasSurrogates { get; private set; }

    /// <summary>The text of a number.</summary>
    public ReadOnlyMemory<char> this[int id] => _entries[id].Text;

    /// <summary>The number of a text; allocates nothing for one that is known.</summary>
    /// <param name="hash">Hash of its bytes.</param>
    /// <param name="utf8">Valid UTF-8.</param>
    public int IdOf(ulong hash, ReadOnlySpan<byte> utf8)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var id = _slots[slot] - 1;
            if (id < 0)
            {
                return Add(slot, hash, utf8);
            }

            ref readonly var entry = ref _entries[id];
            // The bytes decide: two meters whose hashes are alike must not become one.
            if (entry.Hash == hash && _bytes.AsSpan(entry.Start, entry.Length).SequenceEqual(utf8))
            {
                return id;
            }
        }
    }

    /// <summary>Forgets all; numbers given out before mean nothing any more.</summary>
    public void Clear()
    {
        Array.Clear(_slots);
        Array.Clear(_entries, 0, Count);
        (Count, _byteCount, HasSurrogates) = (0, 0, false);
    }

    private int Add(int slot, ulong hash, ReadOnlySpan<byte> utf8)
    {
        if (Count == _entries.Length)
        {
            Grow();
            return IdOf(hash, utf8);
        }

        if (_byteCount + utf8.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _byteCount + utf8.Length));
        }

        utf8.CopyTo(_bytes.AsSpan(_byteCount));
        _entries[Count] = new Entry(hash, _byteCount, utf8.Length, Encoding.UTF8.GetString(utf8).AsMemory());
        _byteCount += utf8.Length;
        HasSurrogates |= utf8.IndexOfAnyInRange(FirstOfFourBytes, byte.MaxValue) >= 0;
        _slots[slot] = ++Count;
        return Count - 1;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, 2 * _entries.Length);
        _slots = new int[2 * _entries.Length];
        for (var id = 0; id < Count; id++)
        {
            var slot = (int)_entries[id].Hash & (_slots.Length - 1);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = id + 1;
        }
    }

    private readonly record struct Entry(ulong Hash, int Start, int Length, ReadOnlyMemory<char> Text);
}
