using System.Numerics;

namespace GridFlow.Control.Reconciliation;

/// <summary>Offsets of one partition, each once: a word of 64 bits for every 64 offsets of which one is in it.</summary>
internal sealed class OffsetBag
{
    private const int BitsOfWord = 6;
    private readonly Dictionary<long, ulong> _words = [];

    /// <summary>Adds one; nothing happens when it is there.</summary>
    public void Add(long offset) => _words[offset >> BitsOfWord] = _words.GetValueOrDefault(offset >> BitsOfWord) | Bit(offset);

    /// <summary>Whether it was added.</summary>
    public bool Contains(long offset) => (_words.GetValueOrDefault(offset >> BitsOfWord) & Bit(offset)) != 0;

    /// <summary>How many lie in <c>[from, to)</c>.</summary>
    public long CountIn(long from, long to)
    {
        if (from >= to || _words.Count == 0)
        {
            return 0;
        }

        var (first, last) = (from >> BitsOfWord, (to - 1) >> BitsOfWord);
        // Whichever are fewer: the words that there are, or those of the range.
        var words = last - first + 1 > _words.Count
            ? _words.Keys.Where(word => word >= first && word <= last)
            : Words(first, last);
        return words.Sum(word => (long)BitOperations.PopCount(Masked(word, from, to)));
    }

    private static ulong Bit(long offset) => 1UL << (int)(offset & 63);

    private static IEnumerable<long> Words(long first, long last)
    {
        for (var word = first; word <= last; word++)
        {
            yield return word;
        }
    }

    private ulong Masked(long word, long from, long to)
    {
        var bits = _words.GetValueOrDefault(word);
        var start = word << BitsOfWord;
        bits &= from > start ? ulong.MaxValue << (int)(from - start) : ulong.MaxValue;
        return to - start < 64 ? bits & ((1UL << (int)(to - start)) - 1) : bits;
    }
}
