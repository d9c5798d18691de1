namespace GridFlow.Detection;

/// <summary>Memory for windows: 1 MiB pages, each cut into rings of one size; a page that has emptied serves any size again.</summary>
/// <remarks>Single-threaded, like the lane that owns it. Without the reuse, meters that grow together would leave every smaller size behind them as waste.</remarks>
internal sealed unsafe class SamplePool
{
    private const int PageBytes = 1 << 20;

    private readonly List<Page>[] _roomy = [.. Enumerable.Range(0, SampleCapacities.ClassCount).Select(_ => new List<Page>())];
    private readonly SortedList<nint, Page> _pages = [];
    private readonly Stack<PinnedPage> _empty = new();

    /// <summary>Bytes in all pages, used or not.</summary>
    public long ReservedBytes { get; private set; }

    public WindowSample* Rent(int sizeClass)
    {
        var roomy = _roomy[sizeClass];
        if (roomy.Count == 0)
        {
            var added = new Page(TakeMemory(SampleCapacities.Size(sizeClass) * sizeof(WindowSample)), SampleCapacities.Size(sizeClass));
            _pages.Add((nint)added.Memory.Start, added);
            roomy.Add(added);
        }

        var page = roomy[^1];
        var ring = page.Take();
        if (page.IsFull)
        {
            roomy.RemoveAt(roomy.Count - 1);
        }

        return ring;
    }

    public void Return(WindowSample* ring, int sizeClass)
    {
        var page = PageOf((nint)ring);
        if (page.IsFull)
        {
            _roomy[sizeClass].Add(page);
        }

        page.Give(ring);
        if (page.IsEmpty)
        {
            _roomy[sizeClass].Remove(page);
            _pages.Remove((nint)page.Memory.Start);
            Keep(page.Memory);
        }
    }

    private PinnedPage TakeMemory(int ringBytes)
    {
        if (ringBytes <= PageBytes && _empty.TryPop(out var memory))
        {
            return memory;
        }

        // A ring larger than a page gets memory of its own.
        memory = new PinnedPage(Math.Max(PageBytes, ringBytes));
        ReservedBytes += memory.Bytes;
        return memory;
    }

    private void Keep(PinnedPage memory)
    {
        if (memory.Bytes == PageBytes)
        {
            _empty.Push(memory);
        }
        else
        {
            ReservedBytes -= memory.Bytes;
        }
    }

    private Page PageOf(nint address)
    {
        var keys = _pages.Keys;
        int low = 0, high = keys.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (keys[middle] <= address)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return _pages.Values[low];
    }

    private sealed class Page(PinnedPage memory, int ringSize)
    {
        private readonly int _rings = memory.Bytes / (ringSize * sizeof(WindowSample));
        private int _taken;
        private int _cut;
        private WindowSample* _free;

        public PinnedPage Memory => memory;

        public bool IsFull => _taken == _rings;

        public bool IsEmpty => _taken == 0;

        public WindowSample* Take()
        {
            _taken++;
            if (_free is null)
            {
                return (WindowSample*)memory.Start + (_cut++ * ringSize);
            }

            // A free ring's first bytes point at the next free one.
            var ring = _free;
            _free = *(WindowSample**)ring;
            return ring;
        }

        public void Give(WindowSample* ring)
        {
            _taken--;
            *(WindowSample**)ring = _free;
            _free = ring;
        }
    }
}
