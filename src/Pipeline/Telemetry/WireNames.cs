namespace GridFlow.Telemetry;

/// <summary>Enum members as other programs know them: <c>VoltageDeviation</c> is <c>VOLTAGE_DEVIATION</c> in Avro, metrics and logs.</summary>
public static class WireNames
{
    /// <summary>The member's name in capitals with underscores.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Cache<TEnum>.Names[value];

    private static class Cache<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> Names = Enum.GetValues<TEnum>().ToDictionary(value => value, value => ScreamingCase(value.ToString()));

        private static string ScreamingCase(string name) =>
            string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
    }
}
