using System.CommandLine;
using System.Globalization;

namespace GridFlow.Control.CommandLine;

/// <summary>Options whose value is a whole number within limits.</summary>
internal static class NumberOptions
{
    /// <summary>Makes one that has a default.</summary>
    // A validator would have to read the value, which throws when it is no number.
    public static Option<int> Of(string name, string description, int value, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least || number > most)
            {
                result.AddError($"'{text}' is not a whole number from {least} to {most} ({name}).");
            }

            return number;
        },
    };
}
