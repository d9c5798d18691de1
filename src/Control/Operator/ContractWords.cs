using GridFlow.Control.Configuration;
using GridFlow.V1;

namespace GridFlow.Control.Operator;

/// <summary>The words of the contract as people read and type them: <c>VOLTAGE_DEVIATION</c>, <c>RUNNING</c>.</summary>
internal static class ContractWords
{
    public static string Of<T>(T value)
        where T : struct, Enum => SettingText.Kebab(value.ToString()).Replace('-', '_').ToUpperInvariant();

    /// <summary>Colour of a severity; the word always stands beside it.</summary>
    public static string Colour(Severity severity) => severity switch
    {
        Severity.Critical => "red",
        Severity.Error => "darkorange",
        Severity.Warning => "yellow",
        _ => "grey",
    };

    /// <summary>Colour of a state; the word always stands beside it.</summary>
    public static string Colour(PipelineState state) => state switch
    {
        PipelineState.Running => "green",
        PipelineState.Faulted => "red",
        _ => "yellow",
    };
}
