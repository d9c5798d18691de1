using System.CommandLine.Parsing;

namespace GridFlow.Generator;

/// <summary>Values of options by the rules of <see cref="OptionText"/>; what does not fit is said with the option's name.</summary>
internal static class OptionValue
{
    public delegate bool TryParse<T>(string text, out T value);

    public static T? Single<T>(ArgumentResult result, TryParse<T> tryParse, string expected)
        where T : struct
    {
        var text = result.Tokens[^1].Value;
        if (tryParse(text, out var value))
        {
            return value;
        }

        result.AddError($"{(result.Parent as OptionResult)?.Option.Name}: '{text}' is not {expected}");
        return null;
    }

    public static T[] Each<T>(ArgumentResult result, TryParse<T> tryParse, string expected, char? separator = null)
    {
        var values = new List<T>();
        foreach (var text in result.Tokens.SelectMany(token => separator is { } character ? token.Value.Split(character) : [token.Value]))
        {
            if (tryParse(text.Trim(), out var value))
            {
                values.Add(value);
            }
            else
            {
                result.AddError($"{(result.Parent as OptionResult)?.Option.Name}: '{text}' is not {expected}");
            }
        }

        return [.. values];
    }
}
