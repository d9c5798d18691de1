namespace GridFlow.Decoding;

/// <summary>The stable words of <see cref="DeadLetterCode"/>.</summary>
public static class DeadLetterCodes
{
    private static readonly string[] Words = [.. Enum.GetNames<DeadLetterCode>().Select(SnakeCase)];

    /// <summary>All words in the order of the enum.</summary>
    public static IReadOnlyList<string> All => Words;

    /// <summary>For example <c>bad_magic</c>.</summary>
    public static string Word(this DeadLetterCode code) => Words[(int)code];

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
