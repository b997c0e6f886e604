"""Who can see this record."""

from django.urls import reverse


def test_staff_read_who_can_open_a_record_by_name_and_role(cast, browser_of):
    said = browser_of(cast.bruno).get(reverse("people:who", args=[cast.person.code])).content.decode()
    assert "Bruno Paz (profesional de referencia)" in said
    assert "Carla Xol" not in said
    assert "Nora Quiroga" not in said


def test_the_person_reads_who_can_see_what_is_kept(cast, browser_of):
    said = browser_of(cast.elena).get(reverse("people:mine_who")).content.decode()
    assert "usted" in said
    assert "Ana Rivas" in said


def test_the_direction_reads_the_name_for_its_letters_and_neither_contact_nor_permissions(cast, browser_of):
    from tejido.people.who import who_can_see

    opened = {table.kept.label: lines for table, lines in who_can_see(cast.person)}
    names = lambda line: [name for _role, names in line.colleagues for name in names]  # noqa: E731
    assert "Dora Menjívar" not in [name for line in opened["people.Consent"] for name in names(line)]
    hers = [line.readers for line in opened["people.Identity"] if "Dora Menjívar" in names(line)]
    assert [len(readers.fields) for readers in hers] == [2]
    contact = [names(line) for line in opened["people.Identity"] if line.readers not in hers]
    assert any("Bruno Paz" in people for people in contact)


def test_carla_and_an_account_without_record_find_nothing(cast, browser_of):
    assert browser_of(cast.carla).get(reverse("people:who", args=[cast.person.code])).status_code == 404
    cast.person.account = None
    cast.person.save()
    assert browser_of(cast.elena).get(reverse("people:mine_who")).status_code == 404
