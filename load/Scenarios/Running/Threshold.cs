using System.Globalization;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>What a scenario must reach; one that is not reached makes the run fail.</summary>
/// <param name="Name">What is asked, for people.</param>
/// <param name="Unit">Unit of limit and value.</param>
/// <param name="AtMost">Whether the limit is an upper one.</param>
/// <param name="Limit">The limit; a value that equals it holds.</param>
/// <param name="Value">The value; null when there is none, which breaks the threshold.</param>
internal sealed record Threshold(string Name, string Unit, bool AtMost, double Limit, Func<Measured, double?> Value)
{
    public static Threshold Most(string name, double limit, string unit, Func<Measured, double?> value) => new(name, unit, true, limit, value);

    public static Threshold Least(string name, double limit, string unit, Func<Measured, double?> value) => new(name, unit, false, limit, value);

    public ThresholdResult Judge(Measured measured)
    {
        var value = Value(measured) is { } found && double.IsFinite(found) ? found : (double?)null;
        var holds = value is { } there && (AtMost ? there <= Limit : there >= Limit);
        return new ThresholdResult(Name, $"{(AtMost ? "at most" : "at least")} {Text(Limit)}", value is { } number ? Text(number) : "not measured", value, Limit, holds);
    }

    private string Text(double number) => string.Create(CultureInfo.InvariantCulture, $"{number.ToString(Math.Abs(number) >= 1000 ? "N0" : "0.###", CultureInfo.InvariantCulture)} {Unit}").TrimEnd();
}

/// <summary>A threshold after the run.</summary>
internal sealed record ThresholdResult(string Name, string LimitText, string ValueText, double? Value, double Limit, bool Held);
