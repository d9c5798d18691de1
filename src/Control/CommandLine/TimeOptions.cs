using System.CommandLine;

namespace GridFlow.Control.CommandLine;

/// <summary>Options whose value is a moment.</summary>
internal static class TimeOptions
{
    /// <summary>Makes one.</summary>
    public static Option<TimeBound?> Of(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            var bound = TimeBound.Parse(result.Tokens[0].Value);
            if (bound is null)
            {
                result.AddError($"'{result.Tokens[0].Value}' is not {TimeBound.Allowed} ({name}).");
            }

            return bound;
        },
    };
}
