using System.Globalization;

namespace Pushy.EndToEnd.Tests.Recordings;

/// <summary>How text looks: a colour of the terminal's palette (0 to 255; null: its own), bold, dim.</summary>
internal readonly record struct TextStyle(int? Colour, bool Bold, bool Dim);

/// <summary>One place of a screen.</summary>
internal readonly record struct Cell(char Sign, TextStyle Style);

/// <summary>
/// What a terminal shows of what a program wrote (ECMA-48; as much of it as our programs use). A sequence that it does not know is a failure of the test: some terminal might
/// not know it either. All signs are one cell wide.
/// </summary>
internal sealed class TerminalScreen
{
    private const char Escape = '\u001b';
    private static readonly Cell Blank = new(' ', default);

    private readonly Cell[][] _rows;
    private readonly int _columns;
    private int _row;
    private int _column;
    private TextStyle _style;
    private string _sequence = "";   // what came of one so far

    public TerminalScreen(int columns, int rows)
    {
        _columns = columns;
        _rows = [.. Enumerable.Range(0, rows).Select(_ => BlankRow())];
    }

    /// <summary>Rows from the top, as they are now; to be kept.</summary>
    public IReadOnlyList<IReadOnlyList<Cell>> Copy() => [.. _rows.Select(row => (Cell[])row.Clone())];

    /// <summary>Rows from the top as text, without blanks at their ends.</summary>
    public IReadOnlyList<string> Lines => [.. _rows.Select(row => new string([.. row.Select(cell => cell.Sign)]).TrimEnd())];

    public void Write(ReadOnlySpan<char> text)
    {
        foreach (var sign in text)
            Take(sign);
    }

    private void Take(char sign)
    {
        if (_sequence.Length > 0)
        {
            _sequence += sign;
            if (_sequence is "\u001b=" or "\u001b>")   // which keys the keypad has
            {
                _sequence = "";
            }
            else if (_sequence.Length > 2 && char.IsBetween(sign, '@', '~'))
            {
                Obey(_sequence[2..^1], sign);
                _sequence = "";
            }

            return;
        }

        switch (sign)
        {
            case Escape: _sequence += sign; break;
            case '\r': _column = 0; break;
            case '\n': Feed(); break;
            case var _ when char.IsControl(sign): throw new InvalidDataException($"control character {(int)sign:x2} on a terminal");
            default: Put(sign); break;
        }
    }

    private void Put(char sign)
    {
        if (_column == _columns)   // a full row goes on in the next one only when more comes
        {
            _column = 0;
            Feed();
        }

        _rows[_row][_column++] = new Cell(sign, _style);
    }

    private void Feed()
    {
        if (_row < _rows.Length - 1)
        {
            _row++;
            return;
        }

        _rows.AsSpan(1).CopyTo(_rows);
        _rows[^1] = BlankRow();
    }

    private void Obey(string arguments, char what)
    {
        if (_sequence[1] != '[')
            throw new InvalidDataException($"unknown sequence ESC {_sequence[1..]}");

        switch (what)
        {
            case 'A': _row = Math.Max(0, _row - Count()); break;
            case 'B': _row = Math.Min(_rows.Length - 1, _row + Count()); break;
            case 'C': _column = Math.Min(_columns - 1, _column + Count()); break;
            case 'D': _column = Math.Max(0, _column - Count()); break;
            case 'K' when arguments is "" or "0": _rows[_row].AsSpan(Math.Min(_column, _columns)).Fill(Blank); break;
            case 'K' when arguments is "2": _rows[_row].AsSpan().Fill(Blank); break;
            case 'm': Paint([.. (arguments.Length == 0 ? "0" : arguments).Split(';').Select(Number)]); break;
            case 'h' or 'l' when arguments is "?25" or "?1": break;   // the cursor, which is not shown here; and its keys
            default: throw new InvalidDataException($"unknown sequence ESC {_sequence[1..]}");
        }

        int Count() => arguments.Length == 0 ? 1 : Math.Max(1, Number(arguments));
    }

    private void Paint(int[] codes)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            switch (codes[i])
            {
                case 0: _style = default; break;
                case 1: _style = _style with { Bold = true }; break;
                case 2: _style = _style with { Dim = true }; break;
                case 22: _style = _style with { Bold = false, Dim = false }; break;
                case >= 30 and <= 37 and var code: _style = _style with { Colour = code - 30 }; break;
                case >= 90 and <= 97 and var code: _style = _style with { Colour = code - 82 }; break;
                case 39: _style = _style with { Colour = null }; break;
                case 38 when i + 2 < codes.Length && codes[i + 1] == 5:
                    _style = _style with { Colour = codes[i + 2] };
                    i += 2;
                    break;
                default: throw new InvalidDataException($"unknown style {string.Join(';', codes)}");
            }
        }
    }

    private Cell[] BlankRow()
    {
        var row = new Cell[_columns];
        row.AsSpan().Fill(Blank);
        return row;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
