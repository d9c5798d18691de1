namespace GridFlow.Decoding;

/// <summary>How far decoding a record's body has come.</summary>
/// <param name="Code">Null when it could be decoded.</param>
/// <param name="Message">What is wrong, and where.</param>
internal readonly record struct DecodeFault(DeadLetterCode? Code, string Message)
{
    public static DecodeFault None { get; } = new(null, "");

    public bool IsFault => Code is not null;
}
