namespace GridFlow.Decoding;

/// <summary>What is wrong with a record.</summary>
/// <param name="Code">Null when nothing is.</param>
/// <param name="Message">What is wrong, and where.</param>
internal readonly record struct DecodeFault(DeadLetterCode? Code, string Message)
{
    public static DecodeFault None { get; } = new(null, "");

    public bool IsFault => Code is not null;
}
