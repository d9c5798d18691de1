using GridFlow.Decoding;

namespace GridFlow.Sources.Flood;

/// <summary>Records and dead letters of the last while, in sixty slots: what it holds begins at a slot's edge, so it is up to a sixtieth younger than its length.</summary>
internal sealed class DeadLetterWindow
{
    /// <summary>Slots of a window, the one that is being filled included.</summary>
    public const int Slots = 60;

    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly long _slotTicks;
    private readonly long[] _records = new long[Slots];
    private readonly long[,] _deadLetters = new long[Slots, DeadLetterCodes.All.Count];
    private readonly long[] _byCode = new long[DeadLetterCodes.All.Count];
    private long _newest;

    /// <param name="length">How far back it goes.</param>
    /// <param name="time">The clock.</param>
    public DeadLetterWindow(TimeSpan length, TimeProvider time)
    {
        _time = time;
        _began = time.GetTimestamp();
        _slotTicks = length.Ticks / Slots;
    }

    /// <summary>Records in it, dead letters included.</summary>
    public long Records { get; private set; }

    /// <summary>Dead letters in it.</summary>
    public long DeadLetters { get; private set; }

    /// <summary>The code that most of its dead letters have.</summary>
    public DeadLetterCode MostFrequent => (DeadLetterCode)Array.IndexOf(_byCode, _byCode.Max());

    /// <summary>Adds what was read now.</summary>
    public void Add(int records, IReadOnlyList<DeadLetter> deadLetters)
    {
        Forget();
        var slot = _newest % Slots;
        _records[slot] += records;
        Records += records;
        DeadLetters += deadLetters.Count;
        foreach (var deadLetter in deadLetters)
        {
            _deadLetters[slot, (int)deadLetter.Code]++;
            _byCode[(int)deadLetter.Code]++;
        }
    }

    private void Forget()
    {
        var now = _time.GetElapsedTime(_began).Ticks / _slotTicks;
        // After a long silence each slot is emptied once and not once for every slot that has passed.
        for (var slot = Math.Max(_newest + 1, now - Slots + 1); slot <= now; slot++)
        {
            Empty(slot % Slots);
        }

        _newest = Math.Max(_newest, now);
    }

    private void Empty(long slot)
    {
        Records -= _records[slot];
        _records[slot] = 0;
        for (var code = 0; code < _byCode.Length; code++)
        {
            DeadLetters -= _deadLetters[slot, code];
            _byCode[code] -= _deadLetters[slot, code];
            _deadLetters[slot, code] = 0;
        }
    }
}
