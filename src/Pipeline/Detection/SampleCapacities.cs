namespace GridFlow.Detection;

/// <summary>The sizes that windows come in: eight to an octave, one of them exactly 300 samples (five minutes of one reading a second).</summary>
/// <remarks>A window wastes an eighth of its memory at most, and nothing at the commonest cadences.</remarks>
internal static class SampleCapacities
{
    private const int Anchor = 300;
    private const int Smallest = 5;

    private static readonly int[] Sizes = Build();

    public static int ClassCount => Sizes.Length;

    /// <summary>Samples in the largest class.</summary>
    public static int Largest => Sizes[^1];

    public static int Size(int sizeClass) => Sizes[sizeClass];

    /// <summary>The smallest class that holds so many samples.</summary>
    public static int ClassFor(int samples)
    {
        var found = Array.BinarySearch(Sizes, samples);
        var sizeClass = found >= 0 ? found : ~found;
        return sizeClass < Sizes.Length
            ? sizeClass
            : throw new InvalidOperationException($"A window of {samples} samples is beyond the largest of {Sizes[^1]}: shorten Detection:Window.");
    }

    private static int[] Build()
    {
        var sizes = new SortedSet<int>();
        for (var octave = -6; octave <= 16; octave++)
        {
            for (var eighth = 0; eighth < 8; eighth++)
            {
                sizes.Add((int)Math.Round(Anchor * Math.Pow(2, octave) * (1 + (eighth / 8.0))));
            }
        }

        sizes.RemoveWhere(size => size < Smallest);
        return [.. sizes];
    }
}
