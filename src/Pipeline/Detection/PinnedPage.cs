namespace GridFlow.Detection;

/// <summary>Memory that does not move, aligned to cache lines; the garbage collector frees it when nobody holds the page.</summary>
internal sealed unsafe class PinnedPage
{
    private const int CacheLine = 64;
    private readonly byte[] _memory;

    public PinnedPage(int bytes)
    {
        _memory = GC.AllocateUninitializedArray<byte>(bytes + CacheLine, pinned: true);
        var start = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _memory[0]);
        Start = (byte*)((start + CacheLine - 1) & ~(nint)(CacheLine - 1));
        Bytes = bytes;
    }

    public byte* Start { get; }

    public int Bytes { get; }
}
