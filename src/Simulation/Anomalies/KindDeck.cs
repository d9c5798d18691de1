namespace GridFlow.Simulation;

/// <summary>Deals the kinds in random order, each once before any comes again: a short run shows them all.</summary>
internal sealed class KindDeck(IEnumerable<AnomalyKind> kinds, DeterministicRandom random)
{
    private readonly AnomalyKind[] _cards = [.. kinds.Distinct().Order()];
    private int _dealt = int.MaxValue;

    public AnomalyKind Deal()
    {
        if (_dealt >= _cards.Length)
        {
            Shuffle();
            _dealt = 0;
        }

        return _cards[_dealt++];
    }

    private void Shuffle()
    {
        for (var last = _cards.Length - 1; last > 0; last--)
        {
            var other = random.NextIndex(last + 1);
            (_cards[last], _cards[other]) = (_cards[other], _cards[last]);
        }
    }
}
