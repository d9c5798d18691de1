namespace GridFlow.Control.Operator;

/// <summary>Whoever read the output has ended, as <c>head</c> does: there is nobody left to tell.</summary>
internal sealed class OutputClosedException(IOException cause) : Exception("The reader of the output has ended.", cause)
{
    private const int BrokenPipe = 32;
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsPipeClosing = unchecked((int)0x800700E8);

    /// <summary>Whether an error means that; a full disk does not.</summary>
    public static bool IsMeantBy(IOException error) => error.HResult is BrokenPipe or WindowsBrokenPipe or WindowsPipeClosing;
}
